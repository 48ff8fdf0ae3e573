import type { RuleDefinition, SubscriptionDefinition, TopicDefinition } from '@ams/service-bus-model';
import { defineSubscription, defineTopic, defineTopology } from '@ams/service-bus-model';

import { aMessage, anEngine, type Draft, type Engine, idOf } from '../../test/support/engine.js';
import { parseEntityPath } from './entity-path.js';
import { BrokerError } from './errors.js';
import type { BrokerMessage } from './message.js';
import type { MessageQueue } from './message-queue.js';
import { Namespace } from './namespace.js';

interface TopicUnderTest extends Engine {
  send(id: string, draft?: Partial<Draft>): void;
  /** What holds the messages of a subscription, or of its dead-letter queue. */
  at(subscription: string, subQueue?: string): MessageQueue;
  /** Messages in a subscription. */
  in(subscription: string, subQueue?: string): readonly BrokerMessage[];
  readonly entrance: MessageQueue;
}

function aTopic(
  subscriptions: Readonly<Record<string, Partial<SubscriptionDefinition>>>,
  topic: Partial<TopicDefinition> = {},
): TopicUnderTest {
  const engine = anEngine();
  let queues = 0;
  const namespace = new Namespace(
    defineTopology({
      namespace: { name: 'local' },
      topics: [
        defineTopic({
          name: 'events',
          subscriptions: Object.entries(subscriptions).map(([name, more]) => defineSubscription({ name, ...more })),
          ...topic,
        }),
      ],
    }),
    engine.context,
    () => (queues += 1),
  );
  const entrance = namespace.sendable(parseEntityPath('events'))?.entrance;
  if (entrance === undefined) throw new Error('The topic is not there.');
  const at = (subscription: string, subQueue = ''): MessageQueue => {
    const queue = namespace.messageQueue(parseEntityPath(`events/Subscriptions/${subscription}${subQueue}`));
    if (queue === undefined) throw new Error(`The subscription '${subscription}' is not there.`);
    return queue;
  };
  return {
    ...engine,
    entrance,
    at,
    in: (subscription, subQueue) => [...at(subscription, subQueue).peek(0)],
    send: (id, draft) => {
      entrance.send(aMessage(id, draft));
      entrance.dispatch();
    },
  };
}

const deadLetters = '/$DeadLetterQueue';

function sql(name: string, sqlExpression: string, action?: string): RuleDefinition {
  return {
    name,
    filter: { kind: 'sql', sqlExpression },
    ...(action === undefined ? {} : { action: { sqlExpression: action } }),
  };
}

function propertyOf(message: BrokerMessage | undefined, name: string): unknown {
  return message?.content.applicationProperties().get(name)?.value;
}

describe('a topic', () => {
  it('gives every subscription a copy of its own', () => {
    const topic = aTopic({ billing: {}, analytics: {} });
    topic.send('a');
    const [billing] = topic.in('billing');
    const [analytics] = topic.in('analytics');
    expect([billing, analytics].map((copy) => copy && idOf(copy))).toEqual(['a', 'a']);
    expect(billing?.id).not.toBe(analytics?.id);
  });

  it('keeps nothing itself', () => {
    const topic = aTopic({ billing: {} });
    topic.send('a');
    expect(topic.entrance.counts).toEqual({ active: 0, scheduled: 0, deferred: 0 });
    expect(topic.journal.rows.size).toBe(1);
  });

  it('drops a message that no rule lets through', () => {
    const topic = aTopic({ billing: { rules: [sql('purchases', "type = 'purchase'")] } });
    topic.send('a', { application_properties: { type: 'signup' } });
    expect(topic.journal.rows.size).toBe(0);
  });

  it('remembers the number that the message had in the topic', () => {
    const topic = aTopic({ billing: { rules: [sql('purchases', "type = 'purchase'")] } });
    topic.send('a', { application_properties: { type: 'signup' } });
    topic.send('b', { application_properties: { type: 'purchase' } });
    expect(topic.in('billing')[0]).toMatchObject({ sequenceNumber: 1, enqueuedSequenceNumber: 2 });
  });

  it('hands out a scheduled message when it is due, by the rules', () => {
    const topic = aTopic({ billing: { rules: [sql('purchases', "type = 'purchase'")] }, analytics: {} });
    const time = new Date(topic.clock.now() + 60_000);
    topic.send('a', {
      application_properties: { type: 'signup' },
      message_annotations: { 'x-opt-scheduled-enqueue-time': time },
    });
    expect(topic.entrance.counts.scheduled).toBe(1);
    expect(topic.in('analytics')).toEqual([]);
    topic.clock.advance(60_000);
    expect(topic.entrance.counts.scheduled).toBe(0);
    expect(topic.in('analytics').map(idOf)).toEqual(['a']);
    expect(topic.in('analytics')[0]).toMatchObject({ state: 'active', wasScheduled: true });
    expect(topic.in('billing')).toEqual([]);
    expect(topic.journal.rows.size).toBe(1);
  });

  it('lets nobody have a scheduled message that was cancelled', () => {
    const topic = aTopic({ analytics: {} });
    const time = new Date(topic.clock.now() + 60_000);
    const content = aMessage('a', { message_annotations: { 'x-opt-scheduled-enqueue-time': time } });
    topic.entrance.cancelScheduled([topic.entrance.send(content).sequenceNumber]);
    topic.clock.advance(60_000);
    expect(topic.in('analytics')).toEqual([]);
  });

  it("has its time to live as a ceiling on its subscriptions'", () => {
    const topic = aTopic({ billing: {} }, { defaultMessageTimeToLive: 'PT1M' });
    topic.send('a');
    topic.clock.advance(60_000);
    expect(topic.at('billing').counts.active).toBe(0);
  });
});

describe('a subscription', () => {
  it('takes one copy for all rules without an action together', () => {
    const topic = aTopic({ billing: { rules: [sql('one', '1 = 1'), sql('two', 'amount > 1')] } });
    topic.send('a', { application_properties: { amount: 5 } });
    expect(topic.in('billing')).toHaveLength(1);
  });

  it('takes one more copy for each rule with an action', () => {
    const rules = [
      sql('plain', '1 = 1'),
      sql('red', 'amount > 1', "SET color = 'red'"),
      sql('blue', 'amount > 1', "SET color = 'blue'"),
      sql('none', 'amount > 100', "SET color = 'green'"),
    ];
    const topic = aTopic({ billing: { rules } });
    topic.send('a', { application_properties: { amount: 5 } });
    expect(topic.in('billing').map((copy) => propertyOf(copy, 'color'))).toEqual([undefined, 'red', 'blue']);
  });

  it("leaves other subscriptions' copies as they were when an action changes its own", () => {
    const topic = aTopic({ billing: { rules: [sql('red', '1 = 1', "SET color = 'red'")] }, analytics: {} });
    topic.send('a', { application_properties: { color: 'white' } });
    expect(propertyOf(topic.in('billing')[0], 'color')).toBe('red');
    expect(propertyOf(topic.in('analytics')[0], 'color')).toBe('white');
  });

  it('takes a copy whose action made session id and partition key differ: the send is not undone half way', () => {
    const subscriptions = { billing: { rules: [sql('s', '1 = 1', "SET sys.SessionId = 'other'")] }, analytics: {} };
    const topic = aTopic(subscriptions, { partitioningEnabled: true });
    topic.send('a', { message_annotations: { 'x-opt-partition-key': 'key' } });
    expect(topic.in('billing')[0]?.content.property('groupId')).toBe('other');
    expect(topic.in('analytics')).toHaveLength(1);
  });

  const failing = [sql('fails', "'text' + 1 > amount / 0")];

  it('dead-letters a message that a rule fails on, where it says so, and spares the other subscriptions', () => {
    const topic = aTopic({ billing: { rules: failing, deadLetteringOnFilterEvaluationError: true }, analytics: {} });
    topic.send('a', { application_properties: { amount: 5 } });
    expect(topic.in('billing')).toEqual([]);
    const [letter] = topic.in('billing', deadLetters);
    expect(letter && idOf(letter)).toBe('a');
    expect(propertyOf(letter, 'DeadLetterReason')).toBe('FilterEvaluationException');
    expect(propertyOf(letter, 'DeadLetterErrorDescription')).toEqual(expect.stringMatching(/./));
    expect(topic.in('analytics')).toHaveLength(1);
  });

  it('drops a message that a rule fails on, where it says so', () => {
    const topic = aTopic({ billing: { rules: failing, deadLetteringOnFilterEvaluationError: false } });
    topic.send('a', { application_properties: { amount: 5 } });
    expect(topic.in('billing')).toEqual([]);
    expect(topic.in('billing', deadLetters)).toEqual([]);
    expect(topic.journal.rows.size).toBe(0);
  });

  it('is found whatever the case of its name', () => {
    const topic = aTopic({ billing: {} });
    topic.send('a');
    expect(topic.in('BILLING')).toHaveLength(1);
  });

  it('cannot have a rule that makes no sense, and says which one', () => {
    expect(() => aTopic({ billing: { rules: [sql('broken', 'amount >')] } })).toThrow(BrokerError);
    expect(() => aTopic({ billing: { rules: [sql('broken', 'amount >')] } })).toThrow(
      "Rule 'broken' of 'events/Subscriptions/billing'",
    );
  });
});
