import { randomInt, randomUUID } from 'node:crypto';

import type { AppContext } from '@ams/messaging-runtime/cli';
import { connect } from 'amqplib';

import type { ProducerSummary } from '../../processes/apps.js';
import { peerQueue } from '../rabbitmq/queue.js';
import { clientCommand } from './client-command.js';

/** Messages that are published before their confirms are waited for. */
const confirmWindow = 1_000;

/** Publishes persistent orders, with confirms in windows. */
export function fastProducerCommand({ print, signal }: AppContext) {
  return clientCommand('fast-producer').action(async ({ count, url }) => {
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    const started = performance.now();
    let sent = 0;
    while (sent < count && !signal.aborted) {
      const inWindow = Math.min(confirmWindow, count - sent);
      for (let index = 0; index < inWindow; index += 1) {
        channel.sendToQueue(peerQueue, Buffer.from(JSON.stringify(order())), { persistent: true });
      }
      // Fails if one of them is refused.
      await channel.waitForConfirms();
      sent += inWindow;
    }
    const summary: ProducerSummary = { sent, refused: 0, seconds: (performance.now() - started) / 1_000 };
    await connection.close();
    print(JSON.stringify(summary));
  });
}

function order(): object {
  return { order_id: randomUUID(), ts: new Date().toISOString(), amount: randomInt(100, 50_000) / 100 };
}
