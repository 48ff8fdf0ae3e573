import {
  defineQueue,
  defineSubscription,
  defineTopic,
  queueDefaults,
  subscriptionDefaults,
  type Topology,
} from '@ams/service-bus-model';

import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveOne, receiveWhatIsThere, subscribeFor } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

const topology = topologyOf({
  queues: [
    defineQueue({ name: 'orders', forwardDeadLetteredMessagesTo: 'graveyard' }),
    defineQueue({ name: 'graveyard' }),
    defineQueue({ name: 'sessions', requiresSession: true }),
    defineQueue({ name: 'once', requiresDuplicateDetection: true }),
  ],
  topics: [
    defineTopic({
      name: 'events',
      subscriptions: [
        defineSubscription({ name: 'all' }),
        defineSubscription({
          name: 'large',
          rules: [
            { name: 'amount', filter: { kind: 'sql', sqlExpression: 'amount > 100' } },
            { name: 'vip', filter: { kind: 'correlation', label: 'vip' } },
          ],
        }),
      ],
    }),
  ],
});

const directory = temporaryDirectories();
const empty = { active: 0, scheduled: 0, deferred: 0, deadLettered: 0 };

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

describe('reset', () => {
  it('leaves no message in any state', async () => {
    const { client, broker } = namespace;
    const sender = client.createSender('orders');
    await sender.sendMessages([{ body: 'locked' }, { body: 'deferred' }, { body: 'dead' }, { body: 'active' }]);
    const [scheduled] = await sender.scheduleMessages({ body: 'later' }, new Date(namespace.clock.now() + 60_000));
    await client.createSender('events').sendMessages({ body: 'event' });
    const receiver = client.createReceiver('orders');
    const locked = await receiveOne(receiver);
    await receiver.deferMessage(await receiveOne(receiver));
    await receiver.deadLetterMessage(await receiveOne(receiver));
    await broker.reset();
    expect(broker.counts('orders')).toEqual(empty);
    expect(broker.counts('graveyard')).toEqual(empty);
    expect(broker.counts('events/Subscriptions/all')).toEqual(empty);
    await expect(receiver.completeMessage(locked)).rejects.toMatchObject({ code: 'MessageLockLost' });
    if (scheduled === undefined) throw new Error('Nothing was scheduled.');
    await expect(sender.cancelScheduledMessages(scheduled)).rejects.toMatchObject({ code: 'MessageNotFound' });
    namespace.clock.advance(60_000);
    expect(await receiveWhatIsThere(receiver)).toEqual([]);
  });

  it('lets a receiver that waits go on waiting', async () => {
    const receiving = subscribeFor(namespace.client.createReceiver('orders'), 1);
    await namespace.client.createReceiver('orders').peekMessages(1);
    await namespace.broker.reset();
    await namespace.client.createSender('orders').sendMessages({ body: 'after' });
    expect((await receiving).map(({ body }) => body as unknown)).toEqual(['after']);
  });

  it('forgets which messages were duplicates', async () => {
    const sender = namespace.client.createSender('once');
    await sender.sendMessages({ body: 'first', messageId: '1' });
    await namespace.broker.reset();
    await sender.sendMessages({ body: 'second', messageId: '1' });
    expect((await receiveOne(namespace.client.createReceiver('once'))).body).toBe('second');
  });

  it('takes sessions from who holds them, and their states', async () => {
    const { client, broker } = namespace;
    await client.createSender('sessions').sendMessages({ body: 'before', sessionId: 'a' });
    const held = await client.acceptSession('sessions', 'a');
    await held.setSessionState('kept');
    await broker.reset();
    await expect(held.renewSessionLock()).rejects.toMatchObject({ code: 'SessionLockLost' });
    const accepted = await namespace.connect().acceptSession('sessions', 'a');
    expect(await accepted.getSessionState()).toBeNull();
    expect(await receiveWhatIsThere(accepted)).toEqual([]);
  });

  it('takes faults away', async () => {
    namespace.broker.faults.add({ kind: 'throttle', count: 'always' });
    await namespace.broker.reset();
    expect(namespace.broker.faults.list()).toEqual([]);
    await namespace.client.createSender('orders').sendMessages({ body: 'hello' });
  });

  it('brings entities back that were changed, and deleted ones', async () => {
    const { administration } = namespace.broker;
    administration.updateQueue({ ...queueDefaults, name: 'orders', maxDeliveryCount: 1, status: 'Disabled' });
    administration.deleteQueueOrTopic('graveyard');
    administration.deleteRule('events', 'large', 'amount');
    administration.createRule('events', 'large', { name: 'other', filter: { kind: 'false' } });
    administration.updateSubscription('events', { ...subscriptionDefaults, name: 'all', lockDuration: 'PT5S' });
    await namespace.broker.reset();
    expect(definitionsOf(namespace)).toEqual(definitionsIn(topology));
  });

  it('makes anew what had become something else under its name', async () => {
    const { administration } = namespace.broker;
    for (const name of ['orders', 'sessions', 'events']) administration.deleteQueueOrTopic(name);
    administration.createTopic(defineTopic({ name: 'orders' }));
    administration.createQueue(defineQueue({ name: 'sessions' }));
    administration.createTopic(defineTopic({ name: 'EVENTS', subscriptions: [defineSubscription({ name: 'new' })] }));
    await namespace.broker.reset();
    expect(definitionsOf(namespace)).toEqual(definitionsIn(topology));
  });

  it('deletes what was made', async () => {
    const { administration } = namespace.broker;
    administration.createQueue(defineQueue({ name: 'temporary' }));
    administration.createSubscription('events', defineSubscription({ name: 'temporary' }));
    await namespace.broker.reset();
    expect(definitionsOf(namespace)).toEqual(definitionsIn(topology));
  });
});

describe('a broker that was reset', () => {
  const started: LocalNamespace[] = [];
  const start = async (options: { readonly dataDirectory: string }): Promise<LocalNamespace> => {
    const one = await startNamespace(topology, options);
    started.push(one);
    return one;
  };

  afterEach(async () => {
    for (const one of started.splice(0)) await one.close();
  });

  it('is as empty after a restart', async () => {
    const options = { dataDirectory: directory() };
    const before = await start(options);
    await before.client.createSender('orders').sendMessages({ body: 'gone' });
    const session = await before.client.acceptSession('sessions', 'a');
    await session.setSessionState('gone');
    before.broker.administration.createQueue(defineQueue({ name: 'temporary' }));
    before.broker.administration.deleteQueueOrTopic('once');
    await before.broker.reset();
    await before.close();
    const after = await start(options);
    expect(after.broker.recoveredMessages).toBe(0);
    expect(definitionsOf(after)).toEqual(definitionsIn(topology));
    expect(await (await after.client.acceptSession('sessions', 'a')).getSessionState()).toBeNull();
  });
});

type Definitions = Pick<Topology, 'queues' | 'topics'>;

/** In an order that does not depend on when they were made. */
function sorted({ queues, topics }: Definitions): Definitions {
  const byName = (a: { name: string }, b: { name: string }): number => a.name.localeCompare(b.name);
  return { queues: [...queues].sort(byName), topics: [...topics].sort(byName) };
}

function definitionsIn({ queues, topics }: Topology): Definitions {
  return sorted({ queues, topics });
}

function definitionsOf({ broker }: LocalNamespace): Definitions {
  const { namespace: entities } = broker.administration;
  const all = [...entities.sendables];
  return sorted({
    queues: all.flatMap((entity) => ('subscriptions' in entity ? [] : [entity.definition])),
    topics: all.flatMap((entity) =>
      'subscriptions' in entity
        ? [
            {
              ...entity.definition,
              subscriptions: [...entity.subscriptions.values()].map(({ definition, rules }) => ({
                ...definition,
                rules: rules.all.map((rule) => rule.definition),
              })),
            },
          ]
        : [],
    ),
  });
}
