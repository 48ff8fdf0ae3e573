import { ServiceBusError, type ServiceBusMessage } from '@azure/service-bus';
import { publish, sendNow, type BatchSender, type SendNow } from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { numbered } from './support.js';

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

/** In turn for as many customers. */
const ofCustomers = (count: number, customers: number): ServiceBusMessage[] =>
  numbered(count).map((message, index) => ({ ...message, sessionId: `C-${index % customers}` }));

/**
 * A sender to a partitioned entity of Azure, which refuses what mixes keys.
 *
 * @param distinct what Azure says must not differ
 */
function partitioned(distinct: string, isMixed: (messages: readonly ServiceBusMessage[]) => boolean) {
  const real = system.client.createSender('customer-orders');
  const sent: (readonly ServiceBusMessage[])[] = [];
  const sender: BatchSender = {
    entityPath: real.entityPath,
    createMessageBatch: (options) => real.createMessageBatch(options),
    sendMessages: async (messages) => {
      const list = 'body' in messages ? [messages as ServiceBusMessage] : messages;
      // What a packed batch holds cannot be seen; in these tests it is always mixed.
      if (!Array.isArray(list) || isMixed(list as ServiceBusMessage[])) {
        const text = `Batching brokered messages with distinct ${distinct} is not supported for an entity with partitioning enabled.`;
        // As of amqp:not-allowed, which the client does not try again.
        throw Object.assign(new ServiceBusError(text, 'GeneralError'), { retryable: false });
      }
      sent.push(list as ServiceBusMessage[]);
    },
  };
  return { sender, sent };
}

const keysIn = (messages: readonly ServiceBusMessage[]) => new Set(messages.map(({ sessionId }) => sessionId)).size;

test('batches have one key each when they are told to, and keep the order of each', async () => {
  const batches: (readonly ServiceBusMessage[])[] = [];
  const result = await publish(system.client.createSender('customer-orders'), ofCustomers(1_000, 7), {
    oneKeyPerBatch: true,
    maxMessagesPerBatch: 50,
    onAccepted: (messages) => batches.push(messages),
  });
  expect(result.accepted).toBe(1_000);
  expect(Math.max(...batches.map(keysIn))).toBe(1);
  expect(Math.max(...batches.map(({ length }) => length))).toBe(50);
  const receiver = await system.client.acceptSession('customer-orders', 'C-3');
  const ids = (await receiver.receiveMessages(100)).map(({ messageId }) => messageId);
  expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => `m${3 + 7 * index}`));
});

test('more keys than batches can be open at once all go', async () => {
  const sender = system.client.createSender('customer-orders');
  const result = await publish(sender, ofCustomers(1_000, 400), { oneKeyPerBatch: true });
  expect(result).toEqual({ accepted: 1_000, refused: 0, interrupted: false });
  expect(system.broker.counts('customer-orders').active).toBe(1_000);
});

test('a batch that Azure refuses for its mixed keys goes key by key', async () => {
  const { sender, sent } = partitioned('SessionId or PartitionKey', (messages) => keysIn(messages) > 1);
  const result = await publish(sender, ofCustomers(20, 4));
  expect(result).toEqual({ accepted: 20, refused: 0, interrupted: false });
  expect(sent.map(({ length }) => length)).toEqual([5, 5, 5, 5]);
});

test('one that duplicate detection keeps apart goes message by message, but for those that share a key', async () => {
  const { sender, sent } = partitioned(
    'SessionId, PartitionKey, or MessageId ',
    (messages) => messages.length > 1 && (keysIn(messages) > 1 || messages[0]?.sessionId === undefined),
  );
  const result = await publish(sender, [...numbered(3), ...ofCustomers(4, 2)]);
  expect(result.accepted).toBe(7);
  expect(sent.map(({ length }) => length)).toEqual([1, 1, 1, 2, 2]);
});

test('what comes before a pause goes without waiting for the batch to fill', async () => {
  const accepted: number[] = [];
  function* messages(): Generator<ServiceBusMessage | SendNow> {
    const [first, second, third] = numbered(3);
    if (first !== undefined && second !== undefined) yield* [first, second];
    yield sendNow;
    yield sendNow;
    if (third !== undefined) yield third;
  }
  await publish(system.client.createSender('orders'), messages(), {
    onAccepted: (batch) => accepted.push(batch.length),
  });
  expect(accepted).toEqual([2, 1]);
});
