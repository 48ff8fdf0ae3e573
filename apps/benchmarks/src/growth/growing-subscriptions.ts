import { connect } from '@ams/messaging-runtime';

import type { Bench } from '../processes/bench.js';
import type { AtSubscriptions } from './growth-round.js';
import { withMeasuredBroker } from './measured-broker.js';
import { Meter } from './meter.js';
import { topic, topicNamespace, warmUpTopic } from './namespace.js';
import { orders } from './orders.js';
import { withDataDirectory } from './data-directory.js';
import { send } from './traffic.js';

/**
 * Sends to a topic whose subscriptions each take every message.
 *
 * @param count messages to send
 */
export async function measureSubscriptions(
  bench: Pick<Bench, 'folder' | 'signal'>,
  subscriptions: number,
  count: number,
): Promise<AtSubscriptions> {
  return await withDataDirectory(bench, (dataDirectory) =>
    withMeasuredBroker(
      { topology: topicNamespace(subscriptions), dataDirectory, signal: bench.signal },
      async (broker) => {
        const client = connect(broker.connectionString);
        const meter = new Meter(broker);
        try {
          await send(client.createSender(warmUpTopic), orders(count));
          const sender = client.createSender(topic);
          await meter.measure(count, () => send(sender, orders(count)));
          return { cpuPerMessage: meter.cpuEach, cpuPerCopy: meter.cpuEach / subscriptions };
        } finally {
          await client.close();
        }
      },
    ),
  );
}
