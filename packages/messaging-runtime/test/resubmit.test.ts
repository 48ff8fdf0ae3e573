import type { ServiceBusMessage } from '@azure/service-bus';
import { ManualClock } from '@ams/local-broker';
import {
  connect,
  editorOf,
  filterOf,
  planResubmission,
  queueDeadLetters,
  resubmitDeadLetters,
  subscriptionDeadLetters,
  type ResubmitOptions,
} from '../src/index.js';
import { startTestSystem, type TestSystem } from '../src/testing/index.js';
import { deadLetter, numbered, silent, take } from './support.js';

const options: ResubmitOptions = { maxResubmits: 3, signal: new AbortController().signal, log: silent };

let system: TestSystem;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(() => system.close());

const ofQueue = () => queueDeadLetters(system.client, 'orders');
const ofBilling = () => subscriptionDeadLetters(system.client, 'events', 'billing', 'resubmit_to');

async function deadLetterInQueue(...messages: ServiceBusMessage[]): Promise<void> {
  await system.client.createSender('orders').sendMessages(messages);
  await deadLetter(system.client, messages.length);
}

describe('what comes back', () => {
  test('has body, id and properties as they were', async () => {
    const at = new Date('2026-11-05T08:15:30Z');
    const message = {
      // Bytes that a JSON parser would not give back as they are.
      body: Buffer.from('{ "amount": 1.0,  "note": "\\u00e9" }\n'),
      messageId: 'A-1',
      contentType: 'application/json',
      subject: 'order',
      correlationId: 'C-1',
      replyTo: 'answers',
      to: 'someone',
      sessionId: 'S-1',
      partitionKey: 'S-1',
      timeToLive: 3_600_000,
      applicationProperties: { type: 'order', priority: 2, ratio: 0.5, urgent: true, at },
    };
    await deadLetterInQueue(message);
    await resubmitDeadLetters(ofQueue(), options);
    const [back] = await take(system.client, 1);
    expect(back).toMatchObject({
      ...message,
      applicationProperties: { ...message.applicationProperties, resubmit_count: 1 },
    });
    expect(back?.applicationProperties).not.toHaveProperty('DeadLetterReason');
    expect(back?.applicationProperties).not.toHaveProperty('DeadLetterErrorDescription');
  });

  test.each([
    ['bytes that are not JSON', Buffer.from([0, 255, 123, 10])],
    ['an empty body', Buffer.alloc(0)],
  ])('keeps %s', async (_, body) => {
    await deadLetterInQueue({ messageId: 'A-1', body });
    await resubmitDeadLetters(ofQueue(), options);
    const [back] = await take(system.client, 1);
    expect(back?.body).toEqual(body);
  });

  test('keeps a body that is an AMQP value', async () => {
    const body = { text: 'as it is', list: [1, 2] };
    await system.client
      .createSender('orders')
      .sendMessages({ body, bodyType: 'value', properties: { messageId: 'V' } });
    await deadLetter(system.client, 1);
    await resubmitDeadLetters(ofQueue(), options);
    const [back] = await take(system.client, 1);
    expect({ body: back?.body, bodyType: back?._rawAmqpMessage.bodyType }).toEqual({ body, bodyType: 'value' });
  });

  test('of a subscription goes to that subscription alone', async () => {
    await system.client.createSender('events').sendMessages({ messageId: 'E-1', body: 1, subject: 'purchase' });
    await deadLetter(system.client, 1, ['events', 'billing']);
    await take(system.client, 1, ['events', 'analytics']);
    await expect(resubmitDeadLetters(ofBilling(), options)).resolves.toMatchObject({ resubmitted: 1 });
    const [back] = await take(system.client, 1, ['events', 'billing']);
    expect(back).toMatchObject({
      messageId: 'E-1',
      subject: 'purchase',
      applicationProperties: { resubmit_to: 'billing' },
    });
    expect(system.broker.counts('events/Subscriptions/analytics').active).toBe(0);
  });
});

describe('which go back', () => {
  test('all that are there, and none is left', async () => {
    await deadLetterInQueue(...numbered(350));
    const result = await resubmitDeadLetters(ofQueue(), options);
    expect(result).toMatchObject({ examined: 350, resubmitted: 350, exhausted: 0, unmatched: 0, failed: 0 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 350, deadLettered: 0 });
  });

  test('as many as wanted', async () => {
    await deadLetterInQueue(...numbered(10));
    await resubmitDeadLetters(ofQueue(), { ...options, limit: 4 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 4, deadLettered: 6 });
  });

  test('those whose reason or description contains a text, in any case', async () => {
    await system.client.createSender('orders').sendMessages(numbered(3));
    await deadLetter(system.client, 1, ['orders'], 'EarlierFormat');
    await deadLetter(system.client, 2, ['orders'], 'Other');
    const result = await resubmitDeadLetters(ofQueue(), {
      ...options,
      filter: await filterOf({ reason: 'earlierformat' }),
    });
    expect(result).toMatchObject({ examined: 3, resubmitted: 1, unmatched: 2 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 1, deadLettered: 2 });
  });

  test('not those that were sent back too often', async () => {
    await deadLetterInQueue({ messageId: 'A-1', body: 1 });
    for (let round = 1; round <= 3; round += 1) {
      await resubmitDeadLetters(ofQueue(), options);
      await deadLetter(system.client, 1);
    }
    const result = await resubmitDeadLetters(ofQueue(), options);
    expect(result).toMatchObject({ resubmitted: 0, exhausted: 1 });
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 1 });
  });

  test('none twice, though it fails anew meanwhile', async () => {
    await deadLetterInQueue(...numbered(150));
    const failing = deadLetter(system.client, 150);
    const result = await resubmitDeadLetters(ofQueue(), options);
    await failing;
    expect(result.resubmitted).toBe(150);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 150 });
  });
});

describe('what stays', () => {
  test('is free for the next who comes', async () => {
    await deadLetterInQueue(...numbered(5));
    await resubmitDeadLetters(ofQueue(), { ...options, filter: await filterOf({ reason: 'something else' }) });
    await expect(resubmitDeadLetters(ofQueue(), options)).resolves.toMatchObject({ resubmitted: 5 });
  });

  test('is all of it when it cannot be sent, and the error says why', async () => {
    await deadLetterInQueue(...numbered(5));
    const listenOnly = connect(system.broker.connectionString({ entityPath: 'orders', name: 'consumer' }));
    try {
      await expect(resubmitDeadLetters(queueDeadLetters(listenOnly, 'orders'), options)).rejects.toThrow(
        /^Cannot send back the dead letters of queue orders: /,
      );
    } finally {
      await listenOnly.close();
    }
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 5 });
    await expect(resubmitDeadLetters(ofQueue(), options)).resolves.toMatchObject({ resubmitted: 5 });
  });

  test('is all of it when it is only planned', async () => {
    await deadLetterInQueue(...numbered(300));
    const told: unknown[] = [];
    const plan = await planResubmission(ofQueue(), {
      ...options,
      onDeadLetter: ({ messageId }) => told.push(messageId),
    });
    expect(plan).toMatchObject({ examined: 300, resubmitted: 300 });
    expect(new Set(told).size).toBe(300);
    expect(system.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 300 });
  });
});

describe('dead letters that stay', () => {
  test('do not stop those behind them, however many these are', async () => {
    const staying = 3;
    const returning = 2_200;
    await deadLetterInQueue(...numbered(staying));
    const sender = system.client.createSender('orders');
    for (let sent = 0; sent < returning; sent += 550) await sender.sendMessages(numbered(550));
    for (let done = 0; done < returning; done += 550) await deadLetter(system.client, 550, ['orders'], 'EarlierFormat');

    const result = await resubmitDeadLetters(ofQueue(), {
      ...options,
      filter: await filterOf({ reason: 'EarlierFormat' }),
    });

    expect(result).toMatchObject({ resubmitted: returning, unmatched: staying, notReceived: 0 });
    expect(system.broker.counts('orders')).toMatchObject({ active: returning, deadLettered: staying });
  }, 30_000);

  test('come again when their locks expire, and are passed over', async () => {
    const clock = new ManualClock();
    const slow = await startTestSystem({ clock });
    try {
      await slow.client.createSender('orders').sendMessages(numbered(7));
      await deadLetter(slow.client, 7);
      let left = 6;
      const result = await resubmitDeadLetters(queueDeadLetters(slow.client, 'orders'), {
        ...options,
        // It receives six at once.
        rate: 2,
        edit: await editorOf({ patch: '[{"op":"test","path":"/index","value":6}]' }),
        onDeadLetter: () => {
          left -= 1;
          if (left === 0) clock.advance(61_000);
        },
      });
      expect(result).toMatchObject({ examined: 7, resubmitted: 1, refused: 6, notReceived: 0 });
    } finally {
      await slow.close();
    }
  });

  test('are not locked where they lie behind all that is meant', async () => {
    await deadLetterInQueue(...numbered(250));
    let locked = 0;
    const openReceiver = () => {
      const receiver = ofQueue().openReceiver();
      const receive = receiver.receiveMessages.bind(receiver);
      receiver.receiveMessages = async (...args) => {
        const messages = await receive(...args);
        locked += messages.length;
        return messages;
      };
      return receiver;
    };
    const filter = await filterOf({ messageIds: ['m20'] });
    const result = await resubmitDeadLetters({ ...ofQueue(), openReceiver }, { ...options, filter });
    expect(result).toMatchObject({ examined: 250, resubmitted: 1, unmatched: 249 });
    expect(locked).toBeLessThanOrEqual(100);
  });

  test('and are locked by somebody else are counted, not passed over in silence', async () => {
    await deadLetterInQueue(...numbered(2));
    const other = system.client.createReceiver('orders', { subQueueType: 'deadLetter' });
    await other.receiveMessages(1);

    const result = await resubmitDeadLetters(ofQueue(), options);

    expect(result).toMatchObject({ resubmitted: 1, notReceived: 1 });
    await other.close();
  });
});
