import { defineQueue, defineSubscription, defineTopic, defineTopology, type Topology } from '@ams/service-bus-model';

/** Entities that forward and detect duplicates: `hop1` to `hop5` in a row, and orders whose dead letters are collected. */
export const forwardingTopology: Topology = defineTopology({
  namespace: { name: 'local-bus' },
  queues: [
    defineQueue({ name: 'hop1', forwardTo: 'hop2' }),
    defineQueue({ name: 'hop2', forwardTo: 'hop3' }),
    defineQueue({ name: 'hop3', forwardTo: 'hop4' }),
    defineQueue({ name: 'hop4', forwardDeadLetteredMessagesTo: 'late' }),
    defineQueue({ name: 'late', forwardTo: 'hop5' }),
    defineQueue({ name: 'hop5' }),
    defineQueue({ name: 'orders', forwardDeadLetteredMessagesTo: 'graveyard' }),
    defineQueue({ name: 'graveyard' }),
    defineQueue({ name: 'once', requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'PT10M' }),
  ],
  topics: [
    defineTopic({
      name: 'events',
      requiresDuplicateDetection: true,
      subscriptions: [defineSubscription({ name: 'copy', forwardTo: 'HOP2' }), defineSubscription({ name: 'billing' })],
    }),
  ],
});
