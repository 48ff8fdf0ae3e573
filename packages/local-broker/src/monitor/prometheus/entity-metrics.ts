import type { EntityFigures, Gauges, Totals } from '@ams/monitor-api';

import type { Measurement, Metric } from './metric.js';

const entityLabels = ['entity', 'kind'] as const;

/** What `state` is, by where the messages are counted. */
const states = {
  active: 'active',
  scheduled: 'scheduled',
  deferred: 'deferred',
  deadLettered: 'dead_lettered',
  transferDeadLettered: 'transfer_dead_lettered',
} as const satisfies Partial<Record<keyof Gauges, string>>;

const roles = { sender: 'senders', receiver: 'receivers' } as const;

/** Help and names of what is counted, by where it is counted. */
const totals = {
  incoming: ['incoming_messages', 'Messages sent to the entity, and copies handed to the subscription.'],
  outgoing: ['outgoing_messages', 'Messages given out to receivers, each delivery of one included.'],
  completed: ['completed_messages', 'Messages that receivers completed.'],
  abandoned: ['abandoned_messages', 'Deliveries that receivers abandoned.'],
  deferred: ['deferred_messages', 'Messages that receivers deferred.'],
  deadLettered: ['dead_lettered_messages', 'Messages that became dead letters, for whatever reason.'],
  expired: ['expired_messages', 'Messages that outlived their time to live.'],
  incomingBytes: ['incoming_bytes', 'Bytes of the messages sent to the entity.'],
  outgoingBytes: ['outgoing_bytes', 'Bytes of the messages given out to receivers.'],
  requests: ['requests', 'Attaches, sends, settlements and questions, refused ones included.'],
  throttled: ['throttled_requests', 'Requests refused because there was too much to do.'],
  userErrors: ['user_errors', 'Requests refused because they asked for what cannot be had.'],
  serverErrors: ['server_errors', 'Requests refused because the broker failed.'],
} as const satisfies Record<keyof Totals, readonly [name: string, help: string]>;

/** What is known of each entity. */
export const entityMetrics: readonly Metric[] = [
  {
    name: 'ams_broker_messages',
    type: 'gauge',
    help: 'Messages that the entity holds, by state. Active ones include those under lock.',
    labels: [...entityLabels, 'state'],
    measure: ({ entities }) =>
      entities.flatMap((entity) =>
        entriesOf(states)
          .filter(([gauge]) => entity.kind !== 'topic' || gauge === 'scheduled')
          .map(([gauge, state]) => of(entity, entity.gauges[gauge], { state })),
      ),
  },
  gauge('locked_messages', 'Messages under lock, dead letters included.', 'locked'),
  gauge(
    'size_bytes',
    "Bytes of the messages that the entity holds; a topic's are those of its subscriptions, too.",
    'size',
  ),
  {
    name: 'ams_broker_links',
    type: 'gauge',
    help: 'Links on which clients send to the entity, or receive from it.',
    labels: [...entityLabels, 'role'],
    measure: ({ entities }) =>
      entities.flatMap((entity) => entriesOf(roles).map(([role, gauge]) => of(entity, entity.gauges[gauge], { role }))),
  },
  ...entriesOf(totals).map(([total, [name, help]]) => counter(`${name}_total`, help, total)),
];

function gauge(name: string, help: string, value: keyof Gauges): Metric {
  return {
    name: `ams_broker_${name}`,
    type: 'gauge',
    help,
    labels: entityLabels,
    measure: ({ entities }) => entities.map((entity) => of(entity, entity.gauges[value])),
  };
}

function counter(name: string, help: string, total: keyof Totals): Metric {
  return {
    name: `ams_broker_${name}`,
    type: 'counter',
    help,
    labels: entityLabels,
    measure: ({ entities }) => entities.map((entity) => of(entity, entity.totals[total])),
  };
}

function of({ path, kind }: EntityFigures, value: number, labels: Readonly<Record<string, string>> = {}): Measurement {
  return { value, labels: { entity: path, kind, ...labels } };
}

function entriesOf<K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries(record) as [K, V][];
}
