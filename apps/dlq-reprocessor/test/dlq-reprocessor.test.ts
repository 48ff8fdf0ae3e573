import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import type { ServiceBusReceiver } from '@azure/service-bus';
import { reprocessorCommand } from '../src/reprocessor-command.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const reprocess = (...args: readonly string[]) => system.run(reprocessorCommand, args);

async function deadLetterAll(receiver: ServiceBusReceiver, count: number, deadLetterReason: string): Promise<void> {
  const messages = await receiver.receiveMessages(count);
  const why = { deadLetterReason, deadLetterErrorDescription: 'amount is missing' };
  await Promise.all(messages.map((message) => receiver.deadLetterMessage(message, why)));
  await receiver.close();
}

async function deadLetterOrders(count: number, reason = 'InvalidBody'): Promise<void> {
  const messages = Array.from({ length: count }, (_, index) => ({ messageId: `${reason}-${index}`, body: { index } }));
  await system.client.createSender('orders').sendMessages(messages);
  await deadLetterAll(system.client.createReceiver('orders'), count, reason);
}

async function deadLetterEvent(subscription: string): Promise<void> {
  await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: {} });
  await deadLetterAll(system.client.createReceiver('events', subscription), 1, 'InvalidBody');
}

const counts = (entity: string) => {
  const { active, deadLettered } = system.broker.counts(entity);
  return { active, deadLettered };
};

test('sends the dead letters of the queue and of the subscriptions back to where they were', async () => {
  await deadLetterOrders(3);
  await deadLetterEvent('billing');
  const { exitCode, stdout } = await reprocess('--json');
  expect(exitCode).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    app: 'dlq-reprocessor',
    dryRun: false,
    sources: [
      { source: 'queue orders', examined: 3, resubmitted: 3, reasons: { InvalidBody: 3 } },
      { source: 'subscription billing of topic events', resubmitted: 1 },
      { source: 'subscription analytics of topic events', examined: 0, resubmitted: 0 },
    ],
  });
  expect(counts('orders')).toEqual({ active: 3, deadLettered: 0 });
  expect(counts('events/Subscriptions/billing')).toEqual({ active: 1, deadLettered: 0 });
  // The event as it was sent at first, and no second one.
  expect(counts('events/Subscriptions/analytics')).toEqual({ active: 1, deadLettered: 0 });
});

test('tells what it would do, and does nothing, in a dry run', async () => {
  await deadLetterOrders(2);
  const { exitCode, stdout } = await reprocess('--dry-run', '--source', 'queue');
  expect(exitCode).toBe(0);
  expect(stdout).toBe(
    [
      'queue orders:',
      '  InvalidBody-0: would be sent back — InvalidBody: amount is missing',
      '  InvalidBody-1: would be sent back — InvalidBody: amount is missing',
      '  2 dead letters: 2 would be sent back',
    ].join('\n'),
  );
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 2 });
});

test('works on the one source that it is told', async () => {
  await deadLetterOrders(1);
  await deadLetterEvent('billing');
  await reprocess('--source', 'billing');
  expect(counts('orders').deadLettered).toBe(1);
  expect(counts('events/Subscriptions/billing').deadLettered).toBe(0);
});

test('sends back only what is about the given reason', async () => {
  await deadLetterOrders(2, 'EarlierFormat');
  await deadLetterOrders(3, 'InvalidJson');
  const { stdout } = await reprocess('--source', 'queue', '--reason', 'earlier', '--json');
  expect(JSON.parse(stdout)).toMatchObject({ sources: [{ examined: 5, resubmitted: 2, unmatched: 3 }] });
  expect(counts('orders')).toEqual({ active: 2, deadLettered: 3 });
});

test('sends back no more than the limit', async () => {
  await deadLetterOrders(5);
  await reprocess('--source', 'queue', '--limit', '2');
  expect(counts('orders')).toEqual({ active: 2, deadLettered: 3 });
});

test('leaves what was sent back too often', async () => {
  await deadLetterOrders(1);
  await reprocess('--source', 'queue');
  await deadLetterAll(system.client.createReceiver('orders'), 1, 'InvalidBody');
  const { stdout } = await reprocess('--source', 'queue', '--max-resubmits', '1');
  expect(stdout).toContain('stays, it was sent back 1 time already');
  expect(counts('orders')).toEqual({ active: 0, deadLettered: 1 });
});

test('says so when there is nothing to do', async () => {
  const { exitCode, stdout } = await reprocess('--source', 'queue');
  expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'queue orders:\n  no dead letters' });
});

test.each([
  ['an unknown source', ['--source', 'topic']],
  ['a limit of none', ['--limit', '0']],
])('ends with 2 for %s', async (_, args) => {
  await expect(reprocess(...args)).resolves.toMatchObject({ exitCode: 2 });
});
