import { PassThrough, Readable } from 'node:stream';
import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { producerCommand } from '../src/producer-command.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const order = (id: string) =>
  JSON.stringify({ kind: 'order', body: { order_id: id, ts: '2026-11-05T08:15:30Z', amount: 1 } });
const event = (id: string) =>
  JSON.stringify({ kind: 'event', body: { event_id: id, type: 'user.signup', ts: '2026-11-05T08:15:30Z' } });

const produce = (input: Readable, args: readonly string[] = [], signal?: AbortSignal) =>
  system.run((context) => producerCommand(context, input), ['--file', '-', '--json', ...args], signal);

const counts = () => ({
  orders: system.broker.counts('orders').active,
  events: system.broker.counts('events/Subscriptions/billing').active,
});

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('sends what comes, orders and events', async () => {
  const lines = Array.from({ length: 5_000 }, (_, index) =>
    index % 2 === 0 ? order(`A-${index}`) : event(`E-${index}`),
  );
  const { exitCode, stdout } = await produce(Readable.from([`${lines.join('\n')}\n`]));
  expect({ exitCode, ...counts() }).toEqual({ exitCode: 0, orders: 2_500, events: 2_500 });
  expect(JSON.parse(stdout)).toMatchObject({ sent: 5_000, refused: 0, badLines: 0, interrupted: false });
});

test('sends while the input pauses, without waiting for more', async () => {
  const input = new PassThrough();
  const run = produce(input);
  input.write(`${order('A-1')}\n${order('A-2')}\n`);
  await until(() => counts().orders === 2);
  input.end(order('A-3'));
  expect(await run).toMatchObject({ exitCode: 0 });
  expect(counts().orders).toBe(3);
});

test('passes over bad lines, counts them and ends with an error', async () => {
  const { exitCode, stdout, stderr } = await produce(Readable.from([`${order('A-1')}\nwhat?\n${order('A-2')}`]));
  expect({ exitCode, orders: counts().orders }).toEqual({ exitCode: 1, orders: 2 });
  expect(JSON.parse(stdout)).toMatchObject({ sent: 2, refused: 1, badLines: 1 });
  expect(stderr).toBe('producer: 1 message refused, 2 sent');
});

test('takes CSV, too', async () => {
  const csv = 'order_id,ts,amount\nA-1,2026-11-05T08:15:30Z,1\n';
  expect(await produce(Readable.from([csv]), ['--format', 'csv'])).toMatchObject({ exitCode: 0 });
  expect(counts().orders).toBe(1);
});

test('ends when it is stopped, whether or not anything comes', async () => {
  const stop = new AbortController();
  const input = new PassThrough();
  const run = produce(input, [], stop.signal);
  input.write(`${order('A-1')}\n`);
  await until(() => counts().orders === 1);
  stop.abort();
  const { exitCode, stdout, stderr } = await run;
  expect({ exitCode, summary: JSON.parse(stdout) as unknown }).toMatchObject({
    exitCode: 1,
    summary: { sent: 1, interrupted: true },
  });
  expect(stderr).toMatch(/stopped before the end of the file, 1 message sent/);
});
