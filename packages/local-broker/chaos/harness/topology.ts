import { defineQueue, defineSubscription, defineTopic, defineTopology, type Topology } from '@ams/service-bus-model';

/** Messages are handed back again and again here, and stay where they are all the same. */
const patient = { lockDuration: 'PT5M', maxDeliveryCount: 2000 } as const;

/** The namespace that the broker is killed with. Sessions of `sessions` and `carts` are `s0` to `s3`. */
export const topology: Topology = defineTopology({
  namespace: { name: 'chaos-bus' },
  queues: [
    defineQueue({ name: 'orders', ...patient }),
    defineQueue({ name: 'invoices', ...patient }),
    defineQueue({ name: 'partitioned', ...patient, partitioningEnabled: true }),
    defineQueue({ name: 'unique', ...patient, requiresDuplicateDetection: true }),
    defineQueue({ name: 'inbox', ...patient, forwardTo: 'archive' }),
    defineQueue({ name: 'archive', ...patient }),
    defineQueue({ name: 'reminders', ...patient }),
    defineQueue({ name: 'sessions', ...patient, requiresSession: true }),
    defineQueue({ name: 'carts', ...patient, requiresSession: true, partitioningEnabled: true }),
  ],
  topics: [
    defineTopic({
      name: 'events',
      subscriptions: [
        defineSubscription({ name: 'all', ...patient }),
        defineSubscription({
          name: 'even',
          ...patient,
          rules: [{ name: 'even', filter: { kind: 'sql', sqlExpression: 'number % 2 = 0' } }],
        }),
        defineSubscription({
          name: 'red',
          ...patient,
          rules: [{ name: 'red', filter: { kind: 'correlation', properties: { color: 'red' } } }],
        }),
      ],
    }),
  ],
});

export const sessionQueues = ['sessions', 'carts'] as const;
export const sessionIds = ['s0', 's1', 's2', 's3'] as const;

const subscriptions = ['all', 'even', 'red'].map((name) => `events/Subscriptions/${name}`);

/** Where receivers receive that need no session. */
export const sources = ['orders', 'invoices', 'partitioned', 'unique', 'archive', 'reminders', ...subscriptions];

/** Where messages are. */
export const places = [...sources, ...sessionQueues];

/** Where senders of ordinary messages send to. */
export const targets = ['orders', 'partitioned', 'inbox', 'events'] as const;

/** What routing looks at, in a message. */
export interface Routed {
  readonly number: number;
  readonly color: 'red' | 'blue';
}

/** @returns where a message goes that is sent to the target. */
export function placesOf(target: string, { number, color }: Routed): readonly string[] {
  if (target === 'inbox') return ['archive'];
  if (target !== 'events') return [target];
  const matching = { all: true, even: number % 2 === 0, red: color === 'red' };
  return Object.entries(matching).flatMap(([name, matches]) => (matches ? [`events/Subscriptions/${name}`] : []));
}

/** @returns the name of a message in the ledger. */
export function thingOf(place: string, messageId: unknown): string {
  return `${place} ${String(messageId)}`;
}

/** @returns the name in the ledger of what is kept with a session. */
export function stateOf(place: string, sessionId: string): string {
  return `state of ${place}/${sessionId}`;
}
