import { defineQueue, defineSubscription, defineTopic, type QueueDefinition } from '@ams/service-bus-model';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne, receiveWhatIsThere } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

const newDirectory = temporaryDirectories();
const orders = defineQueue({ name: 'orders' });
const events = defineTopic({
  name: 'events',
  subscriptions: [defineSubscription({ name: 'billing' }), defineSubscription({ name: 'audit' })],
});
const topology = topologyOf({ queues: [orders], topics: [events] });

let local: LocalNamespace;
afterEach(() => local.close());

/** What the broker wrote before this answer has arrived. */
async function clientIsUpToDate(): Promise<void> {
  await local.client.createReceiver('events', 'billing').peekMessages(1);
}

const notFound = { code: 'MessagingEntityNotFound' };

describe('an entity that is made at run time', () => {
  beforeEach(async () => {
    local = await startNamespace(topology);
  });

  it('takes and gives out messages', async () => {
    local.broker.administration.createQueue(defineQueue({ name: 'late/returns' }));
    await local.client.createSender('LATE/returns').sendMessages({ body: 1 });
    expect((await receiveOne(local.client.createReceiver('late/Returns'))).body).toBe(1);
  });

  it('takes what its topic gets from then on', async () => {
    const sender = local.client.createSender('events');
    await sender.sendMessages({ body: 'before' });
    local.broker.administration.createSubscription('events', defineSubscription({ name: 'late' }));
    await sender.sendMessages({ body: 'after' });
    const messages = await receiveWhatIsThere(local.client.createReceiver('events', 'late'));
    expect(messages.map(({ body }) => body)).toEqual(['after']);
  });

  it('may not have the name of another one, in any case', () => {
    expect(() => local.broker.administration.createTopic(defineTopic({ name: 'ORDERS' }))).toThrow(
      "The messaging entity 'ORDERS' already exists.",
    );
  });

  it('is refused with value, rule and cure when Azure would refuse it', () => {
    expect(() => local.broker.administration.createQueue(defineQueue({ name: 'late', lockDuration: 'PT6M' }))).toThrow(
      "'late': lockDuration is 'PT6M', but a peek-lock lasts an ISO 8601 duration from PT5S to PT5M.",
    );
    expect(() => local.broker.administration.createQueue(defineQueue({ name: 'late', forwardTo: 'away' }))).toThrow(
      "'late' forwards to 'away', which is not there.",
    );
  });

  it('has a transfer dead-letter sub-queue to receive from', async () => {
    const receiver = local.client.createReceiver('orders', { subQueueType: 'transferDeadLetter' });
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });
});

describe('one entity too many', () => {
  beforeEach(async () => {
    local = await startNamespace(topology);
  });
  const quotaExceeded = (text: string) =>
    expect.objectContaining({ condition: 'amqp:resource-limit-exceeded', message: expect.stringContaining(text) });
  const times = (count: number, make: (index: number) => void): void => {
    for (let index = 0; index < count; index += 1) make(index);
  };

  it('is a partitioned one beyond 100', () => {
    const create = (index: number) =>
      local.broker.administration.createQueue(defineQueue({ name: `part${index}`, partitioningEnabled: true }));
    times(100, create);
    expect(() => create(100)).toThrow(quotaExceeded('at most 100 partitioned entities'));
  });

  it('is a subscription beyond 2,000', () => {
    const create = (index: number) =>
      local.broker.administration.createSubscription('events', defineSubscription({ name: `s${index}` }));
    times(1998, create);
    expect(() => create(1998)).toThrow(quotaExceeded('at most 2000 subscriptions'));
  });

  it('is an SQL filter beyond 2,000 of a topic, over all its subscriptions', () => {
    const create = (index: number) =>
      local.broker.administration.createRule('events', index % 2 ? 'billing' : 'audit', {
        name: `r${index}`,
        filter: { kind: 'sql', sqlExpression: '1 = 1' },
      });
    times(2000, create);
    expect(() => create(2000)).toThrow(quotaExceeded('at most 2000 SQL filters'));
    local.broker.administration.deleteRule('events', 'billing', 'r1');
    create(1);
  });

  it('is an access rule beyond 12', () => {
    const authorizationRules = Array.from({ length: 13 }, (_, index) => ({
      name: `a${index}`,
      rights: ['Send'] as const,
    }));
    const create = (count: number) =>
      local.broker.administration.createQueue(
        defineQueue({ name: `q${count}`, authorizationRules: authorizationRules.slice(0, count) }),
      );
    create(12);
    expect(() => create(13)).toThrow(quotaExceeded('at most 12 access rules'));
  });
});

describe('an entity that is deleted', () => {
  beforeEach(async () => {
    local = await startNamespace(topology);
  });

  it('detaches its receivers, who hear that it is not there', async () => {
    const error = new Promise((resolve) => {
      local.client.createReceiver('orders').subscribe({
        processMessage: async () => undefined,
        processError: async (failure) => resolve(failure.error),
      });
    });
    await local.client.createSender('orders').sendMessages({ body: 1 });
    local.broker.administration.deleteQueueOrTopic('orders');
    expect(await error).toMatchObject(notFound);
  });

  it('takes nothing more from senders', async () => {
    const sender = local.client.createSender('orders');
    await sender.sendMessages({ body: 1 });
    local.broker.administration.deleteQueueOrTopic('orders');
    await clientIsUpToDate();
    await expect(sender.sendMessages({ body: 2 })).rejects.toMatchObject(notFound);
  });

  it('starts empty when it is made again', async () => {
    const sender = local.client.createSender('orders');
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    await sender.scheduleMessages({ body: 3 }, new Date(local.clock.now() + 60_000));
    const locked = await receiveOne(local.client.createReceiver('orders'));
    local.broker.administration.deleteQueueOrTopic('orders');
    local.broker.administration.createQueue(orders);
    local.clock.advance(120_000);
    expect(locked.body).toBe(1);
    expect(local.broker.counts('orders')).toEqual({ active: 0, scheduled: 0, deferred: 0, deadLettered: 0 });
  });

  it('takes its subscriptions with it', async () => {
    local.broker.administration.deleteQueueOrTopic('events');
    await expect(local.client.createReceiver('events', 'billing').receiveMessages(1)).rejects.toMatchObject(notFound);
  });

  it('ends its sessions, their states, and the waiting for them', async () => {
    const { administration } = local.broker;
    const visits = defineQueue({ name: 'visits', requiresSession: true });
    administration.createQueue(visits);
    const refused = expect(local.client.acceptNextSession('visits')).rejects.toMatchObject(notFound);
    const receiver = await local.client.acceptSession('visits', 's1');
    await receiver.setSessionState('there');
    administration.deleteQueueOrTopic('visits');
    administration.createQueue(visits);
    await refused;
    await expect(receiver.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    const again = await local.client.acceptSession('visits', 's1');
    expect(await again.getSessionState()).toBeNull();
  });

  it('leaves the messages of those that forward to it to their dead-letter queues', async () => {
    const { administration } = local.broker;
    administration.createQueue(defineQueue({ name: 'entry', forwardTo: 'orders' }));
    administration.deleteQueueOrTopic('orders');
    await local.client.createSender('entry').sendMessages({ body: 1 });
    expect(local.broker.counts('entry').deadLettered).toBe(1);
  });
});

describe('an entity that is changed', () => {
  const change = (changes: Partial<QueueDefinition>): void => {
    local.broker.administration.updateQueue({ ...orders, ...changes });
  };
  beforeEach(async () => {
    local = await startNamespace(topology);
  });

  it('locks messages for another duration from then on', async () => {
    change({ lockDuration: 'PT10S' });
    await local.client.createSender('orders').sendMessages({ body: 1 });
    const { lockedUntilUtc } = await receiveOne(local.client.createReceiver('orders'));
    expect(lockedUntilUtc?.getTime()).toBe(local.clock.now() + 10_000);
  });

  it('dead-letters after another number of deliveries', async () => {
    change({ maxDeliveryCount: 1 });
    await local.client.createSender('orders').sendMessages({ body: 1 });
    const receiver = local.client.createReceiver('orders');
    await receiver.abandonMessage(await receiveOne(receiver));
    expect(local.broker.counts('orders')).toMatchObject({ active: 0, deadLettered: 1 });
  });

  it('ends the links of senders when it takes no more messages', async () => {
    const sender = local.client.createSender('orders');
    await sender.sendMessages({ body: 1 });
    change({ status: 'SendDisabled' });
    await clientIsUpToDate();
    await expect(sender.sendMessages({ body: 2 })).rejects.toMatchObject({ code: 'MessagingEntityDisabled' });
    change({ status: 'Active' });
    await sender.sendMessages({ body: 3 });
    expect(local.broker.counts('orders').active).toBe(2);
  });

  it('passes on what it holds when it begins to forward', async () => {
    local.broker.administration.createQueue(defineQueue({ name: 'target' }));
    await local.client.createSender('orders').sendMessages({ body: 1 });
    change({ forwardTo: 'target' });
    expect(local.broker.counts('orders').active).toBe(0);
    expect((await receiveOne(local.client.createReceiver('target'))).body).toBe(1);
  });

  it.each(['requiresSession', 'partitioningEnabled', 'requiresDuplicateDetection'] as const)(
    'keeps %s as it was made',
    (property) => {
      expect(() => change({ [property]: true })).toThrow(
        `'orders': ${property} is false and cannot be changed to true.`,
      );
    },
  );
});

describe('auto-delete on idle', () => {
  const minutes = (count: number): number => count * 60_000;
  const autoDeleteOnIdle = 'PT5M';
  const brief = defineQueue({ name: 'brief', autoDeleteOnIdle });
  const own = defineSubscription({ name: 'own', autoDeleteOnIdle });
  beforeEach(async () => {
    const news = defineTopic({ name: 'news', subscriptions: [own] });
    local = await startNamespace(topologyOf({ queues: [brief, orders], topics: [news] }));
  });
  const isThere = (path = 'brief'): boolean => {
    try {
      local.broker.counts(path);
      return true;
    } catch {
      return false;
    }
  };

  it('deletes an entity that nobody used for as long', () => {
    local.clock.advance(minutes(5) - 1);
    expect(isThere()).toBe(true);
    local.clock.advance(1);
    expect(isThere()).toBe(false);
  });

  it('waits for as long after the last link is gone, and then deletes the messages as well', async () => {
    const client = local.connect();
    await client.createSender('brief').sendMessages({ body: 1 });
    local.clock.advance(minutes(6));
    expect(isThere()).toBe(true);
    await client.close();
    local.clock.advance(minutes(5) - 1);
    expect(isThere()).toBe(true);
    local.clock.advance(1);
    expect(isThere()).toBe(false);
  });

  it('waits for messages that are scheduled', async () => {
    const client = local.connect();
    await client.createSender('brief').scheduleMessages({ body: 1 }, new Date(local.clock.now() + minutes(30)));
    await client.close();
    local.clock.advance(minutes(29));
    expect(isThere()).toBe(true);
    local.clock.advance(minutes(10));
    expect(isThere()).toBe(false);
  });

  it('deletes a subscription that gets messages which nobody receives', async () => {
    const sender = local.client.createSender('news');
    await sender.sendMessages({ body: 1 });
    local.clock.advance(minutes(4));
    await sender.sendMessages({ body: 2 });
    expect(isThere('news/Subscriptions/own')).toBe(true);
    local.clock.advance(minutes(1));
    expect(isThere('news/Subscriptions/own')).toBe(false);
  });

  it('keeps an entity that forwards, and counts what is forwarded to one as its use', async () => {
    local.broker.administration.updateQueue({ ...orders, forwardTo: 'brief' });
    local.broker.administration.updateSubscription('news', { ...own, forwardTo: 'orders' });
    local.clock.advance(minutes(4));
    await local.client.createSender('orders').sendMessages({ body: 1 });
    local.clock.advance(minutes(4));
    expect([isThere(), isThere('news/Subscriptions/own')]).toEqual([true, true]);
    local.clock.advance(minutes(1));
    expect([isThere(), isThere('news/Subscriptions/own')]).toEqual([false, true]);
  });
});

describe('a broker that starts again', () => {
  const restart = async (dataDirectory: string, stack = topology): Promise<void> => {
    await local.close();
    local = await startNamespace(stack, { dataDirectory });
  };
  const started = async (): Promise<string> => {
    const dataDirectory = newDirectory();
    local = await startNamespace(topology, { dataDirectory });
    return dataDirectory;
  };

  it('has the entities that were made at run time, with their messages, rules and keys', async () => {
    const directory = await started();
    const { administration } = local.broker;
    const authorizationRules = [{ name: 'worker', rights: ['Listen'] as const }];
    const keys = new Map([['worker', { primaryKey: 'chosen' }]]);
    administration.createQueue(defineQueue({ name: 'late', userMetadata: 'mine', authorizationRules }), keys);
    administration.createSubscription('events', defineSubscription({ name: 'new', rules: [] }));
    const parameters = { '@since': new Date(0), '@count': 3 };
    const filter = { kind: 'sql', sqlExpression: 'amount > @count', parameters } as const;
    administration.createRule('events', 'new', { name: 'large', filter });
    await local.client.createSender('late').sendMessages({ body: 1 });
    await restart(directory);

    expect(local.broker.counts('late').active).toBe(1);
    expect(local.broker.sharedAccessKeys({ entityPath: 'late', name: 'worker' }).primaryKey).toBe('chosen');
    await local.client
      .createSender('events')
      .sendMessages([4, 2].map((amount) => ({ body: amount, applicationProperties: { amount } })));
    const messages = await receiveWhatIsThere(local.client.createReceiver('events', 'new'));
    expect(messages.map(({ body }) => body)).toEqual([4]);
  });

  it('does not have what was deleted, nor its messages when it is made again', async () => {
    const directory = await started();
    await local.client.createSender('orders').sendMessages({ body: 1 });
    await local.client.createSender('events').sendMessages({ body: 1 });
    local.broker.administration.deleteQueueOrTopic('orders');
    local.broker.administration.deleteSubscription('events', 'audit');
    await restart(directory);
    expect(() => local.broker.counts('orders')).toThrow("'orders' could not be found");
    expect(() => local.broker.counts('events/Subscriptions/audit')).toThrow('could not be found');
    expect(local.broker.counts('events/Subscriptions/billing').active).toBe(1);

    local.broker.administration.createQueue(orders);
    await restart(directory);
    expect(local.broker.counts('orders').active).toBe(0);
  });

  it("keeps a change to an entity of the stack until the stack's own definition of it changes", async () => {
    const directory = await started();
    const lockDurationOf = async (): Promise<number> => {
      await local.client.createSender('orders').sendMessages({ body: 1 });
      const receiver = local.client.createReceiver('orders');
      const message = await receiveOne(receiver);
      await receiver.completeMessage(message);
      return (message.lockedUntilUtc?.getTime() ?? 0) - local.clock.now();
    };
    local.broker.administration.updateQueue({ ...orders, lockDuration: 'PT10S' });
    await restart(directory);
    expect(await lockDurationOf()).toBe(10_000);
    await restart(directory, topologyOf({ queues: [{ ...orders, maxDeliveryCount: 5 }], topics: [events] }));
    expect(await lockDurationOf()).toBe(60_000);
  });

  it('has the messages of an entity whose durations are no whole numbers of milliseconds', async () => {
    const directory = await started();
    const durations = { defaultMessageTimeToLive: 'PT10.0005S', lockDuration: 'PT5.0005S' };
    local.broker.administration.createQueue(defineQueue({ name: 'late', ...durations }));
    await local.client.createSender('late').sendMessages({ body: 1 });
    await restart(directory);
    expect(local.broker.counts('late').active).toBe(1);
  });

  it('has a topic without the subscriptions of the stack when it was made anew', async () => {
    const directory = await started();
    local.broker.administration.deleteQueueOrTopic('events');
    local.broker.administration.createTopic(defineTopic({ name: 'events' }));
    await restart(directory);
    expect(() => local.broker.counts('events/Subscriptions/billing')).toThrow('could not be found');
  });

  it('loses a run-time subscription together with the topic that the stack gave up', async () => {
    const directory = await started();
    local.broker.administration.createSubscription('events', defineSubscription({ name: 'new' }));
    await restart(directory, topologyOf({ queues: [orders] }));
    expect(() => local.broker.counts('events/Subscriptions/new')).toThrow('could not be found');
  });
});
