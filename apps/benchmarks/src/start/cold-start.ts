import { connect } from '@ams/messaging-runtime';

import { queueName } from '../processes/apps.js';
import type { Bench } from '../processes/bench.js';
import { withBroker } from '../processes/broker.js';

/** Milliseconds since the broker's process was started. */
export type ColdStart = {
  readonly listening: number;
  readonly firstMessageAccepted: number;
};

/** Starts the broker with nothing on disk and sends it one message. */
export async function coldStart(bench: Bench): Promise<ColdStart> {
  const started = performance.now();
  const { result } = await withBroker(bench, async ({ connectionString, listeningAt }) => {
    const client = connect(connectionString);
    try {
      await client.createSender(queueName).sendMessages({ body: { order_id: 'the first' } });
      return { listening: listeningAt - started, firstMessageAccepted: performance.now() - started };
    } finally {
      await client.close();
    }
  });
  return result;
}
