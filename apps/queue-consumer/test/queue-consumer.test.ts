import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { queueConsumerCommand } from '../src/queue-consumer-command.js';

const ts = '2026-11-05T08:15:30Z';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const consume = (...args: readonly string[]) =>
  system.run(queueConsumerCommand, ['--stop-when-idle', '0.5', '--json', ...args]);

async function send(...bodies: readonly unknown[]): Promise<void> {
  const messages = bodies.map((body, index) => ({ messageId: `m${index}`, body }));
  await system.client.createSender('orders').sendMessages(messages);
}

const orders = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ order_id: `A-${index}`, ts, amount: index }));

interface LedgerLine {
  readonly message_id: string;
  readonly delivery_count: number;
  readonly at: string;
}

function ledgerLines(file: string): LedgerLine[] {
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line): LedgerLine => JSON.parse(line));
}

test('processes the orders that are there', async () => {
  await send(...orders(25));
  const { exitCode, stdout } = await consume();
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    app: 'queue-consumer',
    entity: 'orders',
    processed: 25,
    retried: 0,
    deadLettered: 0,
    lockLost: 0,
    duplicates: 0,
  });
  expect(system.broker.counts('orders').active).toBe(0);
});

test('dead-letters what is no order, with what is wrong about it', async () => {
  await send({ order_id: 'A-1', ts, amount: -1 });
  await consume();
  const [dead] = await system.client.createReceiver('orders', { subQueueType: 'deadLetter' }).receiveMessages(1);
  expect(dead).toMatchObject({
    deadLetterReason: 'InvalidBody',
    deadLetterErrorDescription: 'amount is -1 and must be a number of at least 0',
  });
});

test('tells no negative time where all it got was dead-lettered', async () => {
  await send({ order_id: 'A-1', ts, amount: -1 });
  const { stdout } = await consume();
  const { processed, deadLettered, seconds } = JSON.parse(stdout) as Record<string, number>;
  expect({ processed, deadLettered }).toEqual({ processed: 0, deadLettered: 1 });
  expect(seconds).toBeGreaterThanOrEqual(0);
});

test('dead-letters what is not JSON', async () => {
  await send(Buffer.from('{"order_id":'));
  await consume();
  const [dead] = await system.client.createReceiver('orders', { subQueueType: 'deadLetter' }).receiveMessages(1);
  expect(dead).toMatchObject({ deadLetterReason: 'InvalidJson' });
});

test('dead-letters the earlier format, naming the option that accepts it', async () => {
  await send({ id: 'A-1', ts, amount: '19.90' });
  await consume();
  const [dead] = await system.client.createReceiver('orders', { subQueueType: 'deadLetter' }).receiveMessages(1);
  expect(dead).toMatchObject({
    deadLetterReason: 'EarlierFormat',
    deadLetterErrorDescription: expect.stringContaining('--accept-earlier-format'),
  });
});

test('processes the earlier format when told to accept it', async () => {
  await send({ id: 'A-1', ts, amount: '19.90' });
  const { stdout } = await consume('--accept-earlier-format');
  expect(JSON.parse(stdout)).toMatchObject({ processed: 1, deadLettered: 0 });
});

test('retries at once what an unreliable dependency failed', async () => {
  await send(...orders(30));
  const { stdout } = await consume('--fail-every', '10');
  expect(JSON.parse(stdout)).toMatchObject({
    processed: 30,
    retriedAtOnce: 6,
    retriedLater: 0,
    retried: 0,
    deadLettered: 0,
    duplicates: 0,
  });
});

test('puts off what goes on failing, and loses nothing', async () => {
  await send(...orders(30));
  const { stdout } = await consume('--fail-every', '10', '--immediate-retries', '1', '--retry-base', '0.02');
  expect(JSON.parse(stdout)).toMatchObject({
    processed: 30,
    retriedAtOnce: 3,
    retriedLater: 3,
    deadLettered: 0,
    duplicates: 0,
  });
  expect(system.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 0, deadLettered: 0 });
});

test('dead-letters what fails when nothing is to be retried', async () => {
  await send(...orders(10));
  const args = ['--fail-every', '10', '--immediate-retries', '0', '--delayed-retries', '0'];
  const { stdout } = await consume(...args);
  expect(JSON.parse(stdout)).toMatchObject({ processed: 9, deadLettered: 1 });
});

test('keeps a ledger of what it processed', async () => {
  await send(...orders(10), { order_id: 'bad' });
  const ledger = join(system.folder, 'ledgers', 'orders.ndjson');
  await consume('--ledger', ledger, '--fail-every', '10', '--immediate-retries', '1', '--retry-base', '0.02');
  const lines = ledgerLines(ledger);
  expect(lines.map(({ message_id }) => message_id).sort()).toEqual(
    orders(10)
      .map((_, index) => `m${index}`)
      .sort(),
  );
  expect(lines.filter(({ delivery_count }) => delivery_count === 1)).toHaveLength(1);
  expect(lines.every(({ at }) => !Number.isNaN(Date.parse(at)))).toBe(true);
});

test('shares the load with another', async () => {
  await send(...orders(1_000));
  const ledgers = ['one', 'two'].map((name) => join(system.folder, `${name}.ndjson`));
  const runs = await Promise.all(ledgers.map((ledger) => consume('--ledger', ledger, '--prefetch', '50')));
  const processed = runs.map(({ stdout }) => Number(JSON.parse(stdout).processed));
  const ids = new Set(ledgers.flatMap((ledger) => ledgerLines(ledger).map(({ message_id }) => message_id)));
  expect({ total: processed.reduce((sum, count) => sum + count, 0), distinct: ids.size }).toEqual({
    total: 1_000,
    distinct: 1_000,
  });
  expect(Math.min(...processed)).toBeGreaterThan(0);
});

test('ends when as many are processed as wanted', async () => {
  await send(...orders(10));
  const { stdout } = await consume('--max-messages', '4');
  expect(JSON.parse(stdout)).toMatchObject({ processed: 4 });
  expect(system.broker.counts('orders').active).toBe(6);
});

test('ends in good order when it is stopped', async () => {
  await send(...orders(10));
  const stop = new AbortController();
  const running = system.run(queueConsumerCommand, ['--json'], stop.signal);
  stop.abort();
  const { exitCode, stdout } = await running;
  const { processed } = JSON.parse(stdout);
  expect({ exitCode, accounted: processed + system.broker.counts('orders').active }).toEqual({
    exitCode: 0,
    accounted: 10,
  });
});

test('says what it did to people, too', async () => {
  await send(...orders(3));
  const { stdout } = await system.run(queueConsumerCommand, ['--stop-when-idle', '0.1']);
  expect(stdout).toMatch(/^orders: 3 processed in [\d.]+ s \([\d,]+\/s\), 0 retried, 0 dead-lettered, 0 duplicates$/);
});

test('ends with 1 when its outputs are missing, naming the command that writes them', async () => {
  const { exitCode, stderr } = await consume('--outputs', join(system.folder, 'missing.json'));
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/npm run local/);
});

test('ends with 2 for an option that it does not know', async () => {
  await expect(consume('--nonsense')).resolves.toMatchObject({ exitCode: 2 });
});
