import {
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type AuthorizationRuleDefinition,
  type QueueDefinition,
  type SubscriptionDefinition,
  type Topology,
} from '@ams/service-bus-model';

/** Least-privilege keys, as the stack gives them to its apps. */
const authorizationRules: readonly AuthorizationRuleDefinition[] = [
  { name: 'producer', rights: ['Send'] },
  { name: 'consumer', rights: ['Listen'] },
  { name: 'processor', rights: ['Listen', 'Send'] },
  { name: 'reprocessor', rights: ['Listen', 'Send'] },
];

/**
 * A system with the entities, keys and rules that the apps work with: queues `orders`, `customer-orders` (of sessions) and
 * `parked`, topic `events` with subscriptions `billing` and `analytics`, topic `insights` with `reports`. A subscription
 * takes what is addressed to it or to nobody.
 *
 * @param orders what is to be different about the queue `orders`
 * @param partitioningEnabled whether all of them are partitioned, as the stack has them where the tier leaves the choice
 */
export function testTopology(orders: Partial<QueueDefinition> = {}, partitioningEnabled = false): Topology {
  const common = { authorizationRules, partitioningEnabled };
  return defineTopology({
    namespace: { name: 'messaging-test' },
    queues: [
      defineQueue({ ...common, ...orders, name: 'orders' }),
      defineQueue({ ...common, name: 'customer-orders', requiresSession: true }),
      defineQueue({ ...common, name: 'parked' }),
    ],
    topics: [
      defineTopic({
        ...common,
        name: 'events',
        subscriptions: [subscription('billing'), subscription('analytics')],
      }),
      defineTopic({ ...common, name: 'insights', subscriptions: [subscription('reports')] }),
    ],
  });
}

function subscription(name: string): SubscriptionDefinition {
  return defineSubscription({
    name,
    rules: [
      {
        name: 'addressed',
        filter: { kind: 'sql', sqlExpression: `resubmit_to IS NULL OR resubmit_to = '${name}'` },
      },
    ],
  });
}
