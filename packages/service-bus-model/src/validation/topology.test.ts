import { defineQueue, defineSubscription, defineTopic, defineTopology } from '../defaults.js';
import type { Topology } from '../topology.js';
import { describeProblem } from './problem.js';
import { topologyProblems } from './topology.js';

const namespace = { name: 'contoso-test-bus' };

function problemsOf(topology: Topology): readonly string[] {
  return topologyProblems(topology).map((problem) => `${problem.place}: ${describeProblem(problem)}`);
}

describe('topologyProblems', () => {
  it('finds nothing wrong with a system of sound parts', () => {
    const topology = defineTopology({
      namespace: { ...namespace, authorizationRules: [{ name: 'manage', rights: ['Manage', 'Listen', 'Send'] }] },
      queues: [defineQueue({ name: 'orders', partitioningEnabled: true })],
      topics: [defineTopic({ name: 'events', subscriptions: [defineSubscription({ name: 'billing' })] })],
    });
    expect(problemsOf(topology)).toEqual([]);
  });

  it('finds nothing wrong with forwarding to an entity whose name is spelt with other capitals', () => {
    const queues = [defineQueue({ name: 'orders', forwardTo: 'Events' })];
    expect(problemsOf(defineTopology({ namespace, queues, topics: [defineTopic({ name: 'events' })] }))).toEqual([]);
  });

  it.each([
    ['the namespace', defineTopology({ namespace: { name: 'bus' } }), /^bus: name is 'bus', but .* 6 to 50/],
    [
      'a queue',
      defineTopology({ namespace, queues: [defineQueue({ name: 'orders', lockDuration: 'PT6M' })] }),
      /^orders: lockDuration is 'PT6M', but .*PT5M/,
    ],
    [
      "a queue's access rule",
      defineTopology({
        namespace,
        queues: [defineQueue({ name: 'orders', authorizationRules: [{ name: 'nobody', rights: [] }] })],
      }),
      /^orders, access rule nobody: rights is \[\]/,
    ],
    [
      'a topic on Basic',
      defineTopology({ namespace: { ...namespace, sku: 'Basic' }, topics: [defineTopic({ name: 'events' })] }),
      /^events: .*Basic/,
    ],
    [
      "a subscription's rule",
      defineTopology({
        namespace,
        topics: [
          defineTopic({
            name: 'events',
            subscriptions: [
              defineSubscription({
                name: 'billing',
                rules: [{ name: 'large', filter: { kind: 'sql', sqlExpression: 'amount >' } }],
              }),
            ],
          }),
        ],
      }),
      /^events\/Subscriptions\/billing\/Rules\/large: .*amount >/,
    ],
    [
      'a queue that forwards to what is not there',
      defineTopology({ namespace, queues: [defineQueue({ name: 'orders', forwardTo: 'archive' })] }),
      /^orders: forwardTo is 'archive', but .* of its own namespace/,
    ],
    [
      'a subscription whose dead letters go to what is not there',
      defineTopology({
        namespace,
        topics: [
          defineTopic({
            name: 'events',
            subscriptions: [defineSubscription({ name: 'billing', forwardDeadLetteredMessagesTo: 'graveyard' })],
          }),
        ],
      }),
      /^events\/Subscriptions\/billing: forwardDeadLetteredMessagesTo is 'graveyard'/,
    ],
    [
      'a queue and a topic of one name',
      defineTopology({
        namespace,
        queues: [defineQueue({ name: 'events' })],
        topics: [defineTopic({ name: 'Events' })],
      }),
      /^contoso-test-bus: queues and topics is \["events"\], but .* different names/,
    ],
  ])('finds what is wrong with %s', (_, topology, expected) => {
    expect(problemsOf(topology)).toEqual([expect.stringMatching(expected)]);
  });
});
