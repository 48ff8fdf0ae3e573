import type { AppContext } from '@ams/messaging-runtime/cli';
import { type Channel, connect } from 'amqplib';

import type { ConsumerSummary } from '../../processes/apps.js';
import { peerQueue } from '../rabbitmq/queue.js';
import { clientCommand } from './client-command.js';

/** Messages that the broker sends ahead of their acknowledgements. */
const prefetch = 500;

/** Milliseconds without a message after which no more is waited for. */
const patience = 30_000;

type Counts = Pick<ConsumerSummary, 'received' | 'processed' | 'duplicates' | 'seconds'>;

/** Acknowledges each order. */
export function fastConsumerCommand({ print, signal }: AppContext) {
  return clientCommand('fast-consumer').action(async ({ count, url }) => {
    const connection = await connect(url);
    const channel = await connection.createChannel();
    await channel.prefetch(prefetch);
    const summary = await consume(channel, count, signal);
    // Returns once the broker has read the last acknowledgements.
    await channel.close();
    await connection.close();
    print(JSON.stringify(summary));
  });
}

/** Until all are there, none has come for a while, or the signal ends it. */
function consume(channel: Channel, count: number, signal: AbortSignal): Promise<Counts> {
  return new Promise((resolve, reject) => {
    let received = 0;
    let duplicates = 0;
    let first = 0;
    let last = 0;
    const end = (): void => {
      clearInterval(watch);
      resolve({ received, processed: received, duplicates, seconds: (last - first) / 1_000 });
    };
    const started = performance.now();
    const watch = setInterval(() => {
      if (performance.now() - Math.max(last, started) > patience) end();
    }, patience / 10);
    signal.addEventListener('abort', end);
    channel
      .consume(peerQueue, (message) => {
        if (message === null) return;
        last = performance.now();
        if (received === 0) first = last;
        received += 1;
        if (message.fields.redelivered) duplicates += 1;
        JSON.parse(message.content.toString());
        channel.ack(message);
        if (received === count) end();
      })
      .catch(reject);
  });
}
