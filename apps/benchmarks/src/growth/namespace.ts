import { defineQueue, defineSubscription, defineTopic, defineTopology, type Topology } from '@ams/service-bus-model';

/** Azure's largest on Standard: no step is to end at a quota. */
const maxSizeInMegabytes = 5 * 1_024;

const namespace = { name: 'growth' };

export const queue = 'orders';

export const topic = 'events';

/** A queue of the same kind in which all is done once before it counts, so that the code is compiled. */
export const warmUpQueue = 'warm-up';

/** A topic with one subscription, for the same purpose. */
export const warmUpTopic = 'warm-up-events';

export const queueNamespace: Topology = defineTopology({
  namespace,
  queues: [defineQueue({ name: queue, maxSizeInMegabytes })],
});

/** Subscriptions that each take every message. */
export function topicNamespace(subscriptions: number): Topology {
  return defineTopology({ namespace, topics: [topicWith(topic, subscriptions), topicWith(warmUpTopic, 1)] });
}

function topicWith(name: string, count: number) {
  const subscriptions = Array.from({ length: count }, (_, index) => defineSubscription({ name: `all-${index}` }));
  return defineTopic({ name, maxSizeInMegabytes, subscriptions });
}

export const sessionNamespace: Topology = defineTopology({
  namespace,
  queues: [queue, warmUpQueue].map((name) => defineQueue({ name, maxSizeInMegabytes, requiresSession: true })),
});
