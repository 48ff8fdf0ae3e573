import {
  monitorPaths,
  type Routing,
  routing as routingSchema,
  type Routings,
  routings as routingsSchema,
  type TrialMessage,
} from '@ams/monitor-api';
import { defineSubscription, defineTopic, type RuleDefinition } from '@ams/service-bus-model';
import type { ServiceBusMessage } from '@azure/service-bus';

import { administrationClient } from './helpers/administration.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { monitored, postedToMonitor } from './helpers/monitoring.js';
import { receiveOne } from './helpers/receiving.js';

function sql(name: string, sqlExpression: string, action?: string): RuleDefinition {
  return { name, filter: { kind: 'sql', sqlExpression }, ...(action && { action: { sqlExpression: action } }) };
}

const topology = topologyOf({
  topics: [
    defineTopic({
      name: 'events',
      subscriptions: [
        defineSubscription({
          name: 'billing',
          rules: [sql('purchases', "type = 'purchase' AND amount > 100", "SET priority = 'high'; REMOVE trace")],
        }),
        defineSubscription({
          name: 'welcome',
          rules: [{ name: 'signups', filter: { kind: 'correlation', label: 'signup' } }],
        }),
      ],
    }),
    defineTopic({
      name: 'numbers',
      subscriptions: [
        defineSubscription({
          name: 'strict',
          deadLetteringOnFilterEvaluationError: true,
          rules: [sql('double', 'amount * 2 > 10')],
        }),
      ],
    }),
  ],
});

let namespace: LocalNamespace;

beforeEach(async () => {
  namespace = await startNamespace(topology);
});

afterEach(() => namespace.close());

async function send(topic: string, ...messages: ServiceBusMessage[]): Promise<void> {
  await namespace.client.createSender(topic).sendMessages(messages);
}

function routingsOf(topic: string, wanted: Readonly<Record<string, string>> = {}): Promise<Routings> {
  return monitored(namespace.broker, monitorPaths.routing, routingsSchema, { topic, ...wanted });
}

async function routingOf(topic: string, messageId: string): Promise<Routing> {
  const { routings } = await routingsOf(topic, { messageId });
  const [routing] = routings;
  if (routing === undefined || routings.length > 1) throw new Error(`There are ${routings.length} such messages.`);
  return routing;
}

const trial = (message: TrialMessage): Promise<Routing> =>
  postedToMonitor(namespace.broker, monitorPaths.routing, routingSchema, message);

describe('what became of a message of a topic', () => {
  it('is told for each rule of each subscription, with the values that it found', async () => {
    const purchase = { messageId: 'p1', applicationProperties: { type: 'purchase', amount: 40 }, body: 'x' };
    await send('events', purchase);
    expect(await routingOf('events', 'p1')).toEqual({
      at: namespace.clock.now(),
      topic: 'events',
      messageId: 'p1',
      subject: null,
      subscriptions: [
        {
          subscription: 'billing',
          taken: false,
          sequenceNumber: null,
          rules: [
            {
              rule: 'purchases',
              filter: "type = 'purchase' AND amount > 100",
              matched: false,
              reasons: ["type = 'purchase' is true: type is 'purchase'", 'amount > 100 is false: amount is 40'],
              action: null,
            },
          ],
        },
        {
          subscription: 'welcome',
          taken: false,
          sequenceNumber: null,
          rules: [
            {
              rule: 'signups',
              filter: "sys.label = 'signup'",
              matched: false,
              reasons: ["sys.label = 'signup' is false: sys.label is missing"],
              action: null,
            },
          ],
        },
      ],
    });
  });

  it('names the copy that a subscription took, and what the action changed in it', async () => {
    await send('events', {
      messageId: 'p2',
      applicationProperties: { type: 'purchase', amount: 140, trace: 'x' },
      body: 'x',
    });
    const copy = await receiveOne(namespace.client.createReceiver('events', 'billing'));
    const [billing] = (await routingOf('events', 'p2')).subscriptions;
    expect(billing).toMatchObject({ taken: true, sequenceNumber: copy.sequenceNumber?.toString() });
    expect(billing?.rules[0]?.action).toBe(
      "RuleName is set to 'purchases'; priority is set to 'high'; trace is removed",
    );
  });

  it('can be asked for by the number that the message has in the topic', async () => {
    await send('events', { messageId: 'a', body: 1 }, { messageId: 'b', subject: 'signup', body: 2 });
    const copy = await receiveOne(namespace.client.createReceiver('events', 'welcome'));
    const sequenceNumber = String(copy.enqueuedSequenceNumber);
    const { routings } = await routingsOf('events', { sequenceNumber });
    expect(routings.map(({ messageId }) => messageId)).toEqual(['b']);
  });

  it('is told as it was decided then, whatever the rules are now', async () => {
    await send('events', { messageId: 'then', subject: 'signup', body: 1 });
    const administration = administrationClient(namespace.broker);
    await administration.deleteRule('events', 'welcome', 'signups');
    await administration.createRule('events', 'welcome', 'goodbye', { subject: 'goodbye' });
    await administration.createSubscription('events', 'later');
    await send('events', { messageId: 'now', subject: 'signup', body: 1 });

    const rulesFor = async (messageId: string) =>
      (await routingOf('events', messageId)).subscriptions.map(({ subscription, taken, rules }) => ({
        subscription,
        taken,
        rules: rules.map(({ rule }) => rule),
      }));
    const billing = { subscription: 'billing', taken: false, rules: ['purchases'] };
    expect(await rulesFor('then')).toEqual([billing, { subscription: 'welcome', taken: true, rules: ['signups'] }]);
    expect(await rulesFor('now')).toEqual([
      billing,
      { subscription: 'welcome', taken: false, rules: ['goodbye'] },
      { subscription: 'later', taken: true, rules: ['$Default'] },
    ]);
  });

  it('tells of a message that a rule could not be evaluated for, and that it is a dead letter', async () => {
    await send('numbers', { messageId: 'text', applicationProperties: { amount: 'many' }, body: 1 });
    const [strict] = (await routingOf('numbers', 'text')).subscriptions;
    expect(strict).toMatchObject({ taken: false, deadLettered: 'FilterEvaluationException' });
    expect(strict?.rules[0]?.reasons).toEqual([
      `the rule cannot be evaluated: "*" needs numbers on both sides, but has the text 'many' and the number 2.`,
    ]);
    expect(namespace.broker.counts('numbers/Subscriptions/strict').deadLettered).toBe(1);
  });

  it('is known of the latest 200 messages, the newest first', async () => {
    const messages = Array.from({ length: 230 }, (_, index) => ({ messageId: String(index), body: index }));
    await send('events', ...messages);
    const { remembered, routings } = await routingsOf('events', { limit: '200' });
    expect(remembered).toBe(200);
    expect([routings.at(0)?.messageId, routings.at(-1)?.messageId]).toEqual(['229', '30']);
    expect((await routingsOf('events')).routings).toHaveLength(50);
  });

  it('is known of large messages by what rules see of them', async () => {
    const body = Buffer.alloc(200_000);
    await send('events', { messageId: 'large', applicationProperties: { type: 'signup' }, body });
    const [billing] = (await routingOf('events', 'large')).subscriptions;
    expect(billing?.rules[0]?.reasons[0]).toBe("type = 'purchase' is false: type is 'signup'");
  });

  it('is forgotten with the messages when the broker is reset', async () => {
    await send('events', { messageId: 'a', body: 1 });
    await namespace.broker.reset();
    expect(await routingsOf('events')).toEqual({ topic: 'events', remembered: 0, routings: [] });
  });

  it('is not known of a queue: the answer says which topics there are', async () => {
    await expect(routingsOf('orders')).rejects.toThrow(
      /404: .*There is no topic 'orders'. The topics are events, numbers/,
    );
  });

  it.each([
    [{ limit: '0' }, /400: .*limit/],
    [{ limit: '201' }, /400: .*limit/],
    [{ sequenceNumber: 'first' }, /400: .*sequenceNumber/],
    [{ subject: 'signup' }, /400: .*subject/],
  ])('is refused for the parameters %j', async (parameters, refusal) => {
    await expect(routingsOf('events', parameters as Record<string, string>)).rejects.toThrow(refusal);
  });
});

describe('a message can be tried', () => {
  it('which sends nothing, and tells what each rule would make of it', async () => {
    const routing = await trial({
      topic: 'events',
      messageId: 'm1',
      subject: 'signup',
      applicationProperties: { type: 'purchase', amount: 140.5 },
    });
    expect(routing).toMatchObject({ at: null, topic: 'events', messageId: 'm1', subject: 'signup' });
    expect(
      routing.subscriptions.map(({ subscription, taken, sequenceNumber }) => ({ subscription, taken, sequenceNumber })),
    ).toEqual([
      { subscription: 'billing', taken: true, sequenceNumber: null },
      { subscription: 'welcome', taken: true, sequenceNumber: null },
    ]);
    expect(routing.subscriptions[0]?.rules[0]?.reasons).toEqual([
      "type = 'purchase' is true: type is 'purchase'",
      'amount > 100 is true: amount is 140.5',
    ]);
    expect(namespace.broker.counts('events/Subscriptions/billing').active).toBe(0);
    expect((await routingsOf('events')).remembered).toBe(0);
  });

  it('and meets the same verdict as when it is sent', async () => {
    const applicationProperties = { type: 'purchase', amount: '140', flag: true, nothing: null };
    const tried = await trial({ topic: 'events', messageId: 'm2', applicationProperties });
    await send('events', { messageId: 'm2', applicationProperties, body: 1 });
    expect((await routingOf('events', 'm2')).subscriptions).toEqual(tried.subscriptions);
  });

  it('that a rule cannot be evaluated for', async () => {
    const { subscriptions } = await trial({ topic: 'numbers', applicationProperties: { amount: 'many' } });
    expect(subscriptions[0]).toMatchObject({ taken: false, deadLettered: 'FilterEvaluationException' });
  });

  it('but not with a property of another kind than messages have', async () => {
    const message = { topic: 'events', applicationProperties: { list: [1] } } as unknown as TrialMessage;
    await expect(trial(message)).rejects.toThrow(/400: .*applicationProperties/);
  });
});
