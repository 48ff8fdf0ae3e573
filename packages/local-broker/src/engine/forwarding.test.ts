import {
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type QueueDefinition,
  type TopicDefinition,
} from '@ams/service-bus-model';

import { aMessage, anEngine, type Draft, type Engine, idOf, TestConsumer } from '../../test/support/engine.js';
import { parseEntityPath } from './entity-path.js';
import type { BrokerMessage } from './message.js';
import type { MessageQueue } from './message-queue.js';
import { Namespace } from './namespace.js';

interface NamespaceUnderTest extends Engine {
  at(path: string): MessageQueue;
  /** Ids of the messages at a path. */
  ids(path: string): readonly unknown[];
  send(entity: string, id: string, draft?: Partial<Draft>): BrokerMessage;
}

function aNamespace(
  entities: { readonly queues?: readonly QueueDefinition[]; readonly topics?: readonly TopicDefinition[] },
  engine = anEngine(),
): NamespaceUnderTest {
  let queues = 0;
  const topology = defineTopology({ namespace: { name: 'local' }, ...entities });
  const namespace = new Namespace(topology, engine.context, () => (queues += 1));
  const at = (path: string): MessageQueue => {
    const queue = namespace.messageQueue(parseEntityPath(path));
    if (queue === undefined) throw new Error(`There is no '${path}'.`);
    return queue;
  };
  return {
    ...engine,
    at,
    ids: (path) => [...at(path).peek(0)].map(idOf),
    send(entity, id, draft) {
      const entrance = namespace.sendable(parseEntityPath(entity))?.entrance;
      if (entrance === undefined) throw new Error(`There is no '${entity}'.`);
      const message = entrance.send(aMessage(id, draft));
      entrance.dispatch();
      return message;
    },
  };
}

function first(queue: MessageQueue): BrokerMessage {
  const [message] = [...queue.peek(0)];
  if (message === undefined) throw new Error('It is empty.');
  return message;
}

function reasonOf(message: BrokerMessage): unknown {
  return message.content.applicationProperties().get('DeadLetterReason')?.value;
}

/** Dead-letters the one message that is there. */
function reject(queue: MessageQueue): void {
  const consumer = new TestConsumer(1);
  queue.addConsumer(consumer);
  queue.dispatch();
  queue.removeConsumer(consumer);
  queue.settle(consumer.token, { kind: 'dead-letter', reason: 'bad' });
}

const minute = 60_000;

/** q0 forwards to q1, and so on; the last one keeps what it gets. */
function aChain(length: number): readonly QueueDefinition[] {
  return Array.from({ length }, (_, n) =>
    defineQueue({ name: `q${n}`, ...(n < length - 1 ? { forwardTo: `q${n + 1}` } : {}) }),
  );
}

describe('a queue that forwards', () => {
  it('passes its messages on, in order, to a queue whose name is written in another case', () => {
    const { send, ids } = aNamespace({
      queues: [defineQueue({ name: 'in', forwardTo: 'OUT' }), defineQueue({ name: 'out' })],
    });
    for (const id of ['a', 'b', 'c']) send('in', id);
    expect(ids('in')).toEqual([]);
    expect(ids('out')).toEqual(['a', 'b', 'c']);
  });

  it('passes them on to a topic, whose rules see them', () => {
    const { send, ids } = aNamespace({
      queues: [defineQueue({ name: 'in', forwardTo: 'events' })],
      topics: [
        defineTopic({
          name: 'events',
          subscriptions: [
            defineSubscription({ name: 'b', rules: [{ name: 'b', filter: { kind: 'correlation', messageId: 'b' } }] }),
          ],
        }),
      ],
    });
    send('in', 'a');
    send('in', 'b');
    expect(ids('events/Subscriptions/b')).toEqual(['b']);
  });

  it('gives the message a number of the target and keeps the one of its first entry', () => {
    const { send, at } = aNamespace({ queues: aChain(3) });
    send('q2', 'other');
    const { sequenceNumber } = send('q0', 'a');
    const [, forwarded] = [...at('q2').peek(0)];
    expect(forwarded).toMatchObject({ sequenceNumber: 2, enqueuedSequenceNumber: sequenceNumber, deliveryCount: 0 });
  });

  it('reaches a consumer who waits at the target', () => {
    const { send, at } = aNamespace({ queues: aChain(2) });
    const consumer = new TestConsumer();
    at('q1').addConsumer(consumer);
    send('q0', 'a');
    expect(consumer.ids).toEqual(['a']);
  });

  it('leaves one row in the journal, in the target', () => {
    const { send, journal, at } = aNamespace({ queues: aChain(4) });
    send('q0', 'a');
    expect([...journal.rows.values()]).toEqual([expect.objectContaining({ queueId: at('q3').settings.id })]);
  });

  it('keeps a scheduled message until its time', () => {
    const { send, ids, clock } = aNamespace({ queues: aChain(2) });
    send('q0', 'a', { message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + minute) } });
    expect(ids('q1')).toEqual([]);
    clock.advance(minute);
    expect(ids('q0')).toEqual([]);
    expect(ids('q1')).toEqual(['a']);
  });

  it('forwards four times', () => {
    const { send, ids } = aNamespace({ queues: aChain(5) });
    send('q0', 'a');
    expect(ids('q4')).toEqual(['a']);
  });

  it('dead-letters at the fifth hop, where the message is then', () => {
    const { send, ids, at } = aNamespace({ queues: aChain(6) });
    send('q0', 'a');
    expect(ids('q5')).toEqual([]);
    const dead = first(at('q4/$DeadLetterQueue'));
    expect(reasonOf(dead)).toBe('MaxTransferHopCountExceeded');
    expect(dead.deadLetterSource).toBe('q4');
  });

  it('does not hang when two forward to each other', () => {
    const { send, ids } = aNamespace({
      queues: [defineQueue({ name: 'ping', forwardTo: 'pong' }), defineQueue({ name: 'pong', forwardTo: 'ping' })],
    });
    send('ping', 'a');
    expect(ids('ping/$DeadLetterQueue')).toEqual(['a']);
    expect(ids('pong/$DeadLetterQueue')).toEqual([]);
  });

  it.each(['Disabled', 'SendDisabled'] as const)('dead-letters what a target that is %s would not take', (status) => {
    const { send, ids, at } = aNamespace({
      queues: [defineQueue({ name: 'in', forwardTo: 'out' }), defineQueue({ name: 'out', status })],
    });
    send('in', 'a');
    expect(ids('out')).toEqual([]);
    expect(reasonOf(first(at('in/$DeadLetterQueue')))).toBe('ForwardingTargetDisabled');
  });

  it('passes on what it held before it forwarded, but for what is expired or deferred', () => {
    const engine = anEngine();
    const before = aNamespace({ queues: [defineQueue({ name: 'in' }), defineQueue({ name: 'out' })] }, engine);
    const set = before.send('in', 'deferred');
    const consumer = new TestConsumer(1);
    before.at('in').addConsumer(consumer);
    before.at('in').dispatch();
    before.at('in').settle(consumer.token, { kind: 'defer' });
    const kept = [set, before.send('in', 'a'), before.send('in', 'late', { ttl: 1000 })];
    engine.context.deadlines.clear();
    engine.clock.advance(1000);

    const after = aNamespace(
      { queues: [defineQueue({ name: 'in', forwardTo: 'out' }), defineQueue({ name: 'out' })] },
      engine,
    );
    for (const message of kept) after.at('in').restore(message.copy());
    after.at('in').passOnRestored();

    expect(after.ids('in')).toEqual(['deferred']);
    expect(after.ids('out')).toEqual(['a']);
    expect(first(after.at('out')).enqueuedSequenceNumber).toBe(kept[1]?.sequenceNumber);
  });

  it('dead-letters what it cannot forward because its target is gone', () => {
    const { send, at } = aNamespace({ queues: [defineQueue({ name: 'in', forwardTo: 'gone' })] });
    send('in', 'a');
    expect(reasonOf(first(at('in/$DeadLetterQueue')))).toBe('ForwardingTargetNotFound');
  });
});

describe('a subscription that forwards', () => {
  const topics = (status: 'Active' | 'Disabled' = 'Active') => ({
    queues: [defineQueue({ name: 'audit', status })],
    topics: [
      defineTopic({
        name: 'events',
        subscriptions: [
          defineSubscription({ name: 'copy', forwardTo: 'audit' }),
          defineSubscription({
            name: 'broken',
            forwardTo: 'audit',
            rules: [{ name: 'broken', filter: { kind: 'sql', sqlExpression: 'amount / 0 = 1' } }],
          }),
        ],
      }),
    ],
  });

  it('passes its copies on', () => {
    const { send, ids } = aNamespace(topics());
    send('events', 'a', { application_properties: { amount: 1 } });
    expect(ids('audit')).toEqual(['a']);
  });

  it('keeps as a dead letter what its rules could not be evaluated for', () => {
    const { send, ids } = aNamespace(topics());
    send('events', 'a', { application_properties: { amount: 1 } });
    expect(ids('events/Subscriptions/broken/$DeadLetterQueue')).toEqual(['a']);
  });

  it('dead-letters what its target would not take', () => {
    const { send, ids } = aNamespace(topics('Disabled'));
    send('events', 'a', { application_properties: { amount: 1 } });
    expect(ids('events/Subscriptions/copy/$DeadLetterQueue')).toEqual(['a']);
  });
});

describe('a queue that forwards its dead letters', () => {
  const orders = (status: 'Active' | 'Disabled' = 'Active') => ({
    queues: [
      defineQueue({ name: 'orders', forwardDeadLetteredMessagesTo: 'graveyard' }),
      defineQueue({ name: 'graveyard', status }),
    ],
  });

  it('passes them on with the reason, and the entity that they died in', () => {
    const { send, ids, at } = aNamespace(orders());
    const { sequenceNumber } = send('orders', 'a');
    reject(at('orders'));
    expect(ids('orders/$DeadLetterQueue')).toEqual([]);
    const dead = first(at('graveyard'));
    expect(reasonOf(dead)).toBe('bad');
    expect(dead).toMatchObject({ deadLetterSource: 'orders', enqueuedSequenceNumber: sequenceNumber });
  });

  it('leaves one row in the journal', () => {
    const { send, at, journal } = aNamespace(orders());
    send('orders', 'a');
    reject(at('orders'));
    expect([...journal.rows.values()]).toEqual([expect.objectContaining({ queueId: at('graveyard').settings.id })]);
  });

  it('keeps them where they are while the target does not take them, and passes them on when it does again', () => {
    const before = aNamespace(orders('Disabled'));
    before.send('orders', 'a');
    reject(before.at('orders'));
    expect(before.ids('orders/$DeadLetterQueue')).toEqual(['a']);

    const after = aNamespace(orders());
    after.at('orders/$DeadLetterQueue').restore(first(before.at('orders/$DeadLetterQueue')));
    after.at('orders/$DeadLetterQueue').passOnRestored();
    expect(after.ids('orders/$DeadLetterQueue')).toEqual([]);
    expect(after.ids('graveyard')).toEqual(['a']);
  });
});

describe('an entity that detects duplicates', () => {
  const once = defineQueue({
    name: 'once',
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: 'PT1M',
  });

  it('drops a duplicate', () => {
    const { send, ids } = aNamespace({ queues: [once] });
    for (const id of ['a', 'b', 'a']) send('once', id);
    expect(ids('once')).toEqual(['a', 'b']);
  });

  it('drops a duplicate of a message that is scheduled, and one that would be', () => {
    const { send, ids, clock } = aNamespace({ queues: [once] });
    const later = () => ({
      message_annotations: { 'x-opt-scheduled-enqueue-time': new Date(clock.now() + 1000) },
    });
    send('once', 'a', later());
    send('once', 'a');
    send('once', 'b');
    send('once', 'b', later());
    clock.advance(1000);
    expect(ids('once')).toEqual(['b', 'a']);
  });

  it('never takes an id that the broker assigned for a duplicate', () => {
    const { send, ids } = aNamespace({ queues: [once] });
    send('once', '', { message_id: undefined });
    send('once', '', { message_id: undefined });
    expect(ids('once')).toHaveLength(2);
  });

  it('drops it before a topic hands out copies', () => {
    const subscriptions = [defineSubscription({ name: 'all' })];
    const { send, ids } = aNamespace({
      topics: [defineTopic({ name: 'events', requiresDuplicateDetection: true, subscriptions })],
    });
    send('events', 'a');
    send('events', 'a');
    expect(ids('events/Subscriptions/all')).toEqual(['a']);
  });

  it('drops a duplicate that is forwarded to it', () => {
    const { send, ids } = aNamespace({ queues: [defineQueue({ name: 'in', forwardTo: 'once' }), once] });
    send('in', 'a');
    send('in', 'a');
    expect(ids('once')).toEqual(['a']);
  });

  it('finds duplicates in every partition: a message without a key goes where its id leads', () => {
    const { send, at } = aNamespace({ queues: [{ ...once, partitioningEnabled: true }] });
    for (let n = 0; n < 40; n += 1) send('once', `m${n % 20}`);
    expect(at('once').counts.active).toBe(20);
    const partitions = [...at('once').peek(0)].map((message) => at('once').partitionIdOf(message));
    expect(new Set(partitions).size).toBeGreaterThan(1);
  });
});
