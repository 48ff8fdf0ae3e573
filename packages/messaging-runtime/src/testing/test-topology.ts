import {
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type AuthorizationRuleDefinition,
  type QueueDefinition,
  type Topology,
} from '@ams/service-bus-model';

/** Least-privilege keys, as the stack gives them to its apps. */
const authorizationRules: readonly AuthorizationRuleDefinition[] = [
  { name: 'producer', rights: ['Send'] },
  { name: 'consumer', rights: ['Listen'] },
  { name: 'reprocessor', rights: ['Listen', 'Send'] },
];

const subscriptionNames = ['billing', 'analytics'] as const;

/**
 * A system with the entities, keys and rules that the apps work with: queue `orders`, topic `events` with subscriptions
 * `billing` and `analytics`, which take what is addressed to them or to nobody.
 *
 * @param orders what is to be different about the queue
 */
export function testTopology(orders: Partial<QueueDefinition> = {}): Topology {
  return defineTopology({
    namespace: { name: 'messaging-test' },
    queues: [defineQueue({ authorizationRules, ...orders, name: 'orders' })],
    topics: [
      defineTopic({
        name: 'events',
        authorizationRules,
        subscriptions: subscriptionNames.map((name) =>
          defineSubscription({
            name,
            rules: [
              {
                name: 'addressed',
                filter: { kind: 'sql', sqlExpression: `resubmit_to IS NULL OR resubmit_to = '${name}'` },
              },
            ],
          }),
        ),
      }),
    ],
  });
}
