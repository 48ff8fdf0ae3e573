import { ManualClock, startBroker, type Broker } from '@ams/local-broker';
import { defineQueue, defineTopology } from '@ams/service-bus-model';
import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import {
  connect,
  isLockLost,
  isRefusal,
  NotSentError,
  processingReceiverOptions,
  transactionalCompletion,
  type CompleteAndSend,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { errorOf, hold } from './holding.js';
import { numbered, take } from './support.js';

const empty = { active: 0, scheduled: 0, deferred: 0, deadLettered: 0 };

let system: TestSystem;
let clock: ManualClock;
let clients: ServiceBusClient[];
let warnings: unknown[];

beforeEach(async () => {
  clock = new ManualClock();
  system = await startTestSystem({ clock });
  clients = [];
  warnings = [];
});

afterEach(async () => {
  await Promise.all(clients.map((client) => client.close()));
  await system.close();
});

const log = { warn: (line: unknown) => void warnings.push(line) };

/** A client with no more rights than that rule of the entity gives. */
function clientWith(name: string, entityPath: string, broker: Broker = system.broker): ServiceBusClient {
  const client = connect(broker.connectionString({ entityPath, name }));
  clients.push(client);
  return client;
}

describe('completing messages and sending others', () => {
  let client: ServiceBusClient;
  let messages: readonly ServiceBusReceivedMessage[];
  let completeAndSend: CompleteAndSend;

  beforeEach(async () => {
    await system.client.createSender('orders').sendMessages(numbered(3));
    client = clientWith('processor', 'orders');
    const held = await hold(client, 3);
    messages = held.messages;
    const destinations = { parked: clientWith('producer', 'parked') };
    completeAndSend = transactionalCompletion({ client, receiver: held.receiver, destinations, log });
  });

  it('does both, to the queue that they came from', async () => {
    await completeAndSend(messages, [{ entity: 'orders', message: { body: { next: 1 }, messageId: 'next' } }]);

    expect(system.broker.counts('orders')).toEqual({ ...empty, active: 1 });
    const [next] = await system.client.createReceiver('orders').peekMessages(1);
    expect(next).toMatchObject({ messageId: 'next', body: { next: 1 } });
    expect(warnings).toEqual([]);
  });

  it('does both, to another queue with a key that may do no more than that', async () => {
    const message = {
      body: { of: 'm0' },
      messageId: 'p',
      subject: 's',
      applicationProperties: { times: 2, at: new Date(0) },
    };
    await completeAndSend(messages, [{ entity: 'parked', message }]);

    expect(system.broker.counts('orders')).toEqual(empty);
    const [parked] = await take(system.client, 1, ['parked']);
    expect(parked).toMatchObject({
      messageId: 'p',
      subject: 's',
      applicationProperties: message.applicationProperties,
    });
    expect(warnings).toEqual([]);
  });

  it('schedules what is to come later', async () => {
    const later = new Date(clock.now() + 60_000);
    const message = { body: 1, messageId: 'later', scheduledEnqueueTimeUtc: later };
    await completeAndSend(messages.slice(0, 1), [{ entity: 'orders', message }]);

    expect(system.broker.counts('orders')).toMatchObject({ active: 2, scheduled: 1 });
  });

  it('sends a message that it was given as AMQP has it, types and all', async () => {
    const [first] = messages;
    if (first === undefined) throw new Error('a message expected');
    const raw = { ...first._rawAmqpMessage, body: Buffer.from('{"index":9}'), bodyType: 'data' as const };
    await completeAndSend(messages, [{ entity: 'parked', message: raw }]);

    expect(await take(system.client, 1, ['parked'])).toMatchObject([{ messageId: first.messageId }]);
  });

  it('sends many, to several entities, in one transaction', async () => {
    const toBoth = ['orders', 'parked'].flatMap((entity) => numbered(50).map((message) => ({ entity, message })));
    await completeAndSend(messages, toBoth);

    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([50, 50]);
  });

  it('sends a message that is larger than a frame', async () => {
    await completeAndSend(messages, [{ entity: 'parked', message: { body: 'x'.repeat(200_000) } }]);

    expect(await take(system.client, 1, ['parked'])).toHaveLength(1);
  });

  it('does neither when a lock was lost', async () => {
    clock.advance(60_000);
    const error = await errorOf(completeAndSend(messages, [{ entity: 'parked', message: { body: 1 } }]));

    expect(isLockLost(error)).toBe(true);
    expect(system.broker.counts('parked')).toEqual(empty);
    expect(system.broker.counts('orders').active).toBe(3);
  });

  it('does neither when it may not send there, and leaves the messages locked', async () => {
    const error = await errorOf(
      completeAndSend(messages, [{ entity: 'customer-orders', message: { body: 1, sessionId: 's' } }]),
    );

    expect(error).toBeInstanceOf(NotSentError);
    expect(system.broker.counts('orders').active).toBe(3);
    await completeAndSend(messages, [{ entity: 'parked', message: { body: 1 } }]);
    expect(system.broker.counts('orders')).toEqual(empty);
  });

  it.each(['refuse', 'throttle'] as const)(
    'does neither when sending meets %s, and both the next time',
    async (kind) => {
      const sends = [{ entity: 'parked', message: { body: 1 } }];
      system.broker.faults.add({ kind, on: 'send', entity: 'orders' });
      const error = await errorOf(completeAndSend(messages, sends));

      expect(error).toBeInstanceOf(NotSentError);
      expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([3, 0]);
      await completeAndSend(messages, sends);
      expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([0, 1]);
    },
  );

  it('does neither when settling is refused', async () => {
    system.broker.faults.add({ kind: 'refuse', on: 'settle', entity: 'orders' });
    const error = await errorOf(completeAndSend(messages, [{ entity: 'parked', message: { body: 1 } }]));

    expect(error).toMatchObject({ condition: 'amqp:internal-error' });
    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([3, 0]);
  });

  it('does neither when it would send more than a transaction takes', async () => {
    const sends = numbered(101).map((message) => ({ entity: 'parked', message }));
    const error = await errorOf(completeAndSend(messages, sends));

    expect(String(error)).toContain('more than 100 messages in a single transaction');
    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([3, 0]);
  });

  it('does neither when its link is closed, and both with the next', async () => {
    const sends = [{ entity: 'parked', message: { body: 1 } }];
    system.broker.faults.add({ kind: 'detach-link', on: 'send', entity: 'orders' });
    const error = await errorOf(completeAndSend(messages, sends));

    expect(error).toBeInstanceOf(NotSentError);
    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([3, 0]);
    await completeAndSend(messages, sends);
    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([0, 1]);
  });

  it('mixes with nothing that is settled at the same time', async () => {
    const [first, second, third] = messages;
    if (first === undefined || second === undefined || third === undefined) throw new Error('three messages expected');
    await Promise.all([
      completeAndSend([first], [{ entity: 'parked', message: { body: 1, messageId: 'of first' } }]),
      completeAndSend([third], [{ entity: 'parked', message: { body: 3, messageId: 'of third' } }]),
      errorOf(
        completeAndSend(
          [second],
          numbered(101).map((message) => ({ entity: 'parked', message })),
        ),
      ),
    ]);

    expect([system.broker.counts('orders').active, system.broker.counts('parked').active]).toEqual([1, 2]);
  });
});

it('completes what came from a dead-letter sub-queue, and sends to its queue', async () => {
  await system.client.createSender('orders').sendMessages(numbered(1));
  const source = system.client.createReceiver('orders');
  const [dead] = await source.receiveMessages(1);
  if (dead === undefined) throw new Error('a message expected');
  await source.deadLetterMessage(dead);
  const client = clientWith('reprocessor', 'orders');
  const receiver = client.createReceiver('orders', { ...processingReceiverOptions, subQueueType: 'deadLetter' });
  const messages = await receiver.receiveMessages(1);

  await transactionalCompletion({ client, receiver, log })(messages, [{ entity: 'orders', message: { body: 1 } }]);

  expect(system.broker.counts('orders')).toEqual({ ...empty, active: 1 });
  expect(warnings).toEqual([]);
});

it('completes messages of a session, and sends', async () => {
  await system.client.createSender('customer-orders').sendMessages({ body: 1, sessionId: 's' });
  const client = clientWith('processor', 'customer-orders');
  const receiver = await client.acceptSession('customer-orders', 's');
  const messages = await receiver.receiveMessages(1);

  await transactionalCompletion({ client, receiver, log })(messages, [
    { entity: 'customer-orders', message: { body: 2, sessionId: 's' } },
  ]);

  const [next] = await receiver.receiveMessages(1);
  expect(next?.body).toBe(2);
  expect(warnings).toEqual([]);
});

it('tells a key that may only listen from others', async () => {
  await system.client.createSender('orders').sendMessages(numbered(1));
  const client = clientWith('consumer', 'orders');
  const { messages, receiver } = await hold(client, 1);
  const completeAndSend = transactionalCompletion({ client, receiver, log });
  const error = await errorOf(completeAndSend(messages, [{ entity: 'orders', message: { body: 1 } }]));

  expect(error).toBeInstanceOf(NotSentError);
  expect(isRefusal((error as NotSentError).cause)).toBe(true);
  await receiver.completeMessage(messages[0] as ServiceBusReceivedMessage);
  expect(system.broker.counts('orders')).toEqual(empty);
});

describe('without transactions', () => {
  let broker: Broker;

  afterEach(() => broker.close());

  async function completeOneOf(
    topology: Parameters<typeof startBroker>[0]['topology'],
    message: object,
  ): Promise<void> {
    broker = await startBroker({ topology });
    const client = connect(broker.connectionString());
    clients.push(client);
    const sender = client.createSender('orders');
    await sender.sendMessages([{ body: 1, ...message }]);
    await sender.sendMessages([{ body: 2, ...message }]);
    const { messages, receiver } = await hold(client, 2);
    const completeAndSend = transactionalCompletion({ client, receiver, log });
    for (const each of messages) await completeAndSend([each], [{ entity: 'parked', message: { body: 1 } }]);
    expect([broker.counts('orders').active, broker.counts('parked').active]).toEqual([0, 2]);
  }

  it('sends first and completes then on the Basic tier, and says so once', async () => {
    const queues = ['orders', 'parked'].map((name) => defineQueue({ name, defaultMessageTimeToLive: 'P14D' }));
    await completeOneOf(defineTopology({ namespace: { name: 'basic-bus', sku: 'Basic' }, queues }), {});

    expect(warnings).toMatchObject([{ reason: expect.stringContaining('Basic tier') }]);
  });

  const partitioned = defineTopology({
    namespace: { name: 'partitioned-bus' },
    queues: ['orders', 'parked'].map((name) => defineQueue({ name, partitioningEnabled: true })),
  });

  it('does so for messages without a key of a partitioned queue', async () => {
    await completeOneOf(partitioned, {});

    expect(warnings).toMatchObject([{ reason: expect.stringContaining('partition key') }]);
  });

  it('has them for messages with a key', async () => {
    await completeOneOf(partitioned, { partitionKey: 'a' });

    expect(warnings).toEqual([]);
  });
});

it('is of use to a client that is not built as it should be: it sends first, and completes then', async () => {
  await system.client.createSender('orders').sendMessages(numbered(1));
  const client = clientWith('processor', 'orders');
  const { messages, receiver } = await hold(client, 1);
  const other = messages.map(
    (message) => Object.assign(Object.create(message), { delivery: undefined }) as typeof message,
  );
  const completeAndSend = transactionalCompletion({
    client,
    receiver: {
      entityPath: 'orders',
      completeMessage: () => receiver.completeMessage(messages[0] as ServiceBusReceivedMessage),
    },
    log,
  });
  await completeAndSend(other, [{ entity: 'orders', message: { body: 1 } }]);

  expect(warnings).toMatchObject([{ reason: expect.stringContaining('delivery.id is undefined') }]);
  expect(system.broker.counts('orders').active).toBe(1);
});
