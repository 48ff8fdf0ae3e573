import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';
import type { PeekMessagesOptions } from '@azure/service-bus';
import Long from 'long';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly, receiveOne, receiveWhatIsThere, subscribeFor } from './helpers/receiving.js';

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(
    topologyOf({
      queues: [
        defineQueue({ name: 'orders' }),
        defineQueue({ name: 'brief', defaultMessageTimeToLive: 'PT10S', deadLetteringOnMessageExpiration: true }),
      ],
      topics: [
        defineTopic({
          name: 'events',
          partitioningEnabled: true,
          subscriptions: [
            defineSubscription({ name: 'all' }),
            defineSubscription({
              name: 'purchases',
              rules: [{ name: 'bySql', filter: { kind: 'sql', sqlExpression: "type = 'purchase' AND amount > 10" } }],
            }),
            defineSubscription({
              name: 'signups',
              rules: [
                {
                  name: 'bySubject',
                  filter: { kind: 'correlation', label: 'user.signup' },
                  action: { sqlExpression: "SET priority = 'high'" },
                },
              ],
            }),
          ],
        }),
      ],
    }),
  );
});

afterEach(() => namespace.close());

const sender = (entity = 'orders') => namespace.client.createSender(entity);
const receiver = (queue = 'orders') => namespace.client.createReceiver(queue);
const bodiesOf = (messages: readonly { readonly body: unknown }[]) => messages.map(({ body }) => body);

describe('receiving', () => {
  it('returns what is there when it is less than what was asked for, and the link goes on', async () => {
    const link = receiver();
    await sender().sendMessages([{ body: 1 }, { body: 2 }, { body: 3 }]);

    expect(bodiesOf(await link.receiveMessages(10, { maxWaitTimeInMs: 5000 }))).toEqual([1, 2, 3]);
    await sender().sendMessages({ body: 4 });
    expect(bodiesOf(await link.receiveMessages(10, { maxWaitTimeInMs: 5000 }))).toEqual([4]);
  });

  it('returns nothing from an empty queue, and the link goes on', async () => {
    const link = receiver();

    expect(await receiveWhatIsThere(link)).toEqual([]);
    await sender().sendMessages({ body: 1 });
    expect((await receiveOne(link)).body).toBe(1);
  });

  it('with receive-and-delete takes a message out at once', async () => {
    await sender().sendMessages({ body: 1 });

    await receiveOne(namespace.client.createReceiver('orders', { receiveMode: 'receiveAndDelete' }));

    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it('by subscribing gets messages as they come', async () => {
    const arrived = subscribeFor(receiver(), 3);

    await sender().sendMessages({ body: 1 });
    await sender().sendMessages([{ body: 2 }, { body: 3 }]);

    expect(bodiesOf(await arrived)).toEqual([1, 2, 3]);
  });

  it('by two receivers on two connections shares the load', async () => {
    const share = () => subscribeFor(namespace.connect().createReceiver('orders'), 1);
    const shares = Promise.all([share(), share()]);

    await sender().sendMessages([{ body: 1 }, { body: 2 }]);

    expect((await shares).flatMap(bodiesOf).sort()).toEqual([1, 2]);
  });

  it('peeks at messages without locking them, page by page', async () => {
    await sender().sendMessages(Array.from({ length: 5 }, (_, index) => ({ body: index })));
    const link = receiver();

    expect(bodiesOf(await link.peekMessages(3))).toEqual([0, 1, 2]);
    expect(bodiesOf(await link.peekMessages(3))).toEqual([3, 4]);
    expect(await link.peekMessages(3)).toEqual([]);
    expect(await receiveExactly(link, 5)).toHaveLength(5);
  });

  it('peeks from a sequence number on', async () => {
    await sender().sendMessages(Array.from({ length: 5 }, (_, index) => ({ body: index })));
    const [, , third] = await receiver().peekMessages(5);

    const messages = await receiver().peekMessages(10, { fromSequenceNumber: third?.sequenceNumber });

    expect(bodiesOf(messages)).toEqual([2, 3, 4]);
  });

  it.each([
    ['none', undefined, 10_000],
    ['a longer one', 60_000, 10_000],
    ['a shorter one', 5000, 5000],
  ])('tells when a message expires by the entity where its sender gave %s as time to live', async (_, given, shown) => {
    await sender('brief').sendMessages({ body: 1, ...(given && { timeToLive: given }) });

    const [peeked] = await receiver('brief').peekMessages(1);
    const received = await receiveOne(receiver('brief'));

    const expiresAtUtc = new Date((received.enqueuedTimeUtc?.getTime() ?? 0) + shown);
    expect([peeked, received]).toMatchObject([{ expiresAtUtc }, { expiresAtUtc }]);
  });

  it('peeks at nothing from a sequence number that no message has yet', async () => {
    await sender().sendMessages({ body: 1 });

    expect(await receiver().peekMessages(1, { fromSequenceNumber: Long.MAX_VALUE })).toEqual([]);
  });

  it('peeks without bodies when it is told so', async () => {
    await sender().sendMessages({ body: 'large', subject: 'order' });

    // The client sends this option on, though its types leave it out.
    const options = { omitMessageBody: true } as PeekMessagesOptions;
    const [message] = await receiver().peekMessages(1, options);

    expect(message).toMatchObject({ subject: 'order', body: undefined });
  });
});

describe('the time to live', () => {
  it('ends a message that nobody received', async () => {
    await sender().sendMessages({ body: 'old', timeToLive: 1000 });

    namespace.clock.advance(1000);

    expect(await receiveWhatIsThere(receiver())).toEqual([]);
    expect(namespace.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 0 });
  });

  it('dead-letters the message where the queue says so', async () => {
    await sender('brief').sendMessages({ body: 'old' });

    namespace.clock.advance(10_000);

    const letters = namespace.client.createReceiver('brief', { subQueueType: 'deadLetter' });
    expect(await receiveOne(letters)).toMatchObject({ body: 'old', deadLetterReason: 'TTLExpiredException' });
  });
});

describe('a scheduled message', () => {
  it('comes when its time does, under a new sequence number', async () => {
    const time = new Date(namespace.clock.now() + 60_000);
    const [number] = await sender().scheduleMessages([{ body: 'later' }], time);
    expect(await receiveWhatIsThere(receiver())).toEqual([]);

    namespace.clock.advance(60_000);

    const message = await receiveOne(receiver());
    expect(message).toMatchObject({ body: 'later', state: 'scheduled' });
    expect(message.sequenceNumber?.greaterThan(number ?? 0)).toBe(true);
    expect(message.enqueuedTimeUtc?.getTime()).toBe(time.getTime());
  });

  it('comes when its time does though it was sent the plain way', async () => {
    await sender().sendMessages({ body: 'later', scheduledEnqueueTimeUtc: new Date(namespace.clock.now() + 60_000) });
    expect(namespace.broker.counts('orders')).toMatchObject({ active: 0, scheduled: 1 });

    namespace.clock.advance(60_000);

    expect((await receiveOne(receiver())).body).toBe('later');
  });

  it('never comes once it is cancelled', async () => {
    const time = new Date(namespace.clock.now() + 60_000);
    const numbers = await sender().scheduleMessages([{ body: 1 }, { body: 2 }], time);

    await sender().cancelScheduledMessages(numbers);
    namespace.clock.advance(60_000);

    expect(await receiveWhatIsThere(receiver())).toEqual([]);
  });

  it('cannot be cancelled twice', async () => {
    const numbers = await sender().scheduleMessages({ body: 1 }, new Date(namespace.clock.now() + 60_000));
    await sender().cancelScheduledMessages(numbers);

    await expect(sender().cancelScheduledMessages(numbers)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it.each([Long.ZERO, Long.NEG_ONE, Long.MAX_VALUE])('cannot be cancelled by the number %s of none', async (number) => {
    await expect(sender().cancelScheduledMessages(number)).rejects.toMatchObject({ code: 'MessageNotFound' });
  });

  it('of a topic comes to its subscriptions', async () => {
    await sender('events').scheduleMessages({ body: 'later' }, new Date(namespace.clock.now() + 60_000));

    namespace.clock.advance(60_000);

    expect((await receiveOne(namespace.client.createReceiver('events', 'all'))).body).toBe('later');
  });
});

describe('a topic', () => {
  const from = (subscription: string) => namespace.client.createReceiver('events', subscription);

  it('gives each subscription what its rules let through', async () => {
    await sender('events').sendMessages([
      { body: 1, applicationProperties: { type: 'purchase', amount: 50 } },
      { body: 2, applicationProperties: { type: 'purchase', amount: 5 } },
      { body: 3, subject: 'user.signup' },
    ]);

    expect(bodiesOf(await receiveExactly(from('all'), 3)).sort()).toEqual([1, 2, 3]);
    expect(bodiesOf(await receiveWhatIsThere(from('purchases')))).toEqual([1]);
    const signups = await receiveWhatIsThere(from('signups'));
    expect(signups).toMatchObject([{ body: 3, applicationProperties: { priority: 'high' } }]);
  });

  it('keeps the copies of subscriptions apart', async () => {
    await sender('events').sendMessages({ body: 3, subject: 'user.signup' });
    const link = from('all');

    await link.completeMessage(await receiveOne(link));

    expect(namespace.broker.counts('events/Subscriptions/all').active).toBe(0);
    expect(namespace.broker.counts('events/Subscriptions/signups').active).toBe(1);
  });
});
