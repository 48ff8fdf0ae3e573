import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServiceBusMessage } from '@azure/service-bus';
import { BatchBuilder } from '../src/publishing/batch-builder.js';
import { deliver } from '../src/publishing/deliver.js';
import { KeyedBatches } from '../src/publishing/keyed-batches.js';
import { publish, sendNow, type SendNow } from '../src/index.js';
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

test('batches of one key wait for each other, those of different keys do not', async () => {
  const source = system.client.createSender('customer-orders');
  const underWay: string[] = [];
  const seen: (readonly string[])[] = [];
  const order = new Map<string, unknown[]>();
  const carry = async (messages: readonly ServiceBusMessage[]) => {
    const key = messages[0]?.sessionId ?? '';
    underWay.push(key);
    seen.push([...underWay]);
    // The first customer's answers take longest.
    for (let turn = key === 'C-0' ? 9 : 3; turn > 0; turn -= 1) await nextTurn();
    order.set(key, [...(order.get(key) ?? []), ...messages.map(({ messageId }) => messageId)]);
    underWay.splice(underWay.indexOf(key), 1);
  };
  await deliver({ entity: 'customer-orders', source, carry }, ofCustomers(300, 3), {
    oneKeyPerBatch: true,
    maxMessagesPerBatch: 10,
  });
  for (const keys of seen) expect(new Set(keys).size).toBe(keys.length);
  expect(Math.max(...seen.map(({ length }) => length))).toBeGreaterThan(1);
  for (const [key, ids] of order)
    expect(ids).toEqual(Array.from({ length: 100 }, (_, index) => `m${Number(key.slice(2)) + 3 * index}`));
});

test.each(['keys', 'bytes'] as const)('with no room for more %s the batch that was begun first goes', async (limit) => {
  const source = system.client.createSender('customer-orders');
  const open = () => new BatchBuilder(source, 10, () => undefined);
  const addTo = async (batches: KeyedBatches, keys: readonly string[]) => {
    const filled = [];
    for (const sessionId of keys) filled.push(...(await batches.add({ sessionId, body: 'x'.repeat(60) })));
    return filled.map(({ key, messages }) => [key, messages.length]);
  };
  const measured = new KeyedBatches(open);
  await addTo(measured, ['a', 'b', 'a']);
  const room = limit === 'keys' ? { open: 2, bytes: Infinity } : { open: Infinity, bytes: measured.bytes };
  const batches = new KeyedBatches(open, room);
  await expect(addTo(batches, ['a', 'b', 'a'])).resolves.toEqual([]);
  await expect(addTo(batches, ['c'])).resolves.toEqual([['a', 2]]);
  expect(batches.flush().map(({ key }) => key)).toEqual(['b', 'c']);
  expect(batches.bytes).toBe(0);
});

test('a batch that is refused for its mixed keys goes key by key', async () => {
  const strict = await startTestSystem({ orders: { partitioningEnabled: true } });
  try {
    const sender = strict.client.createSender('orders');
    const batch = ofCustomers(20, 4);
    await expect(sender.sendMessages(batch)).rejects.toThrow('distinct SessionId or PartitionKey');
    await expect(publish(sender, batch)).resolves.toEqual({ accepted: 20, refused: 0, interrupted: false });
    expect(strict.broker.counts('orders').active).toBe(20);
  } finally {
    await strict.close();
  }
});

test('where duplicates are detected, what has no key goes message by message', async () => {
  const strict = await startTestSystem({ orders: { partitioningEnabled: true, requiresDuplicateDetection: true } });
  try {
    const keyed = numbered(4).map((message, index) => ({
      ...message,
      messageId: `k${index}`,
      partitionKey: `${index % 2}`,
    }));
    const all = [...numbered(3), ...keyed];
    const sender = strict.client.createSender('orders');
    await expect(publish(sender, all)).resolves.toMatchObject({ accepted: 7, refused: 0 });
    await expect(publish(sender, all)).resolves.toMatchObject({ accepted: 7, refused: 0 });
    expect(strict.broker.counts('orders').active).toBe(7);
  } finally {
    await strict.close();
  }
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
