import { readOrder } from '@ams/messages';
import { accessOf, connect, processingReceiverOptions, queueSessions, type Access } from '@ams/messaging-runtime';
import { consume, userPath, type AppContext, type ConsumerOptions } from '@ams/messaging-runtime/cli';
import { loadStackOutputs, type Environment } from '@ams/stack-outputs';
import { handleOrder } from './handle-order.js';

export const appName = 'queue-consumer';

export interface QueueConsumerOptions extends ConsumerOptions {
  readonly environment: Environment;
  readonly outputs?: string | undefined;
  /** Sessions to process at once. Default: the queue without sessions is processed. */
  readonly sessions?: number | undefined;
}

/** Processes orders until it is told to stop. */
export async function consumeOrders(options: QueueConsumerOptions, context: AppContext): Promise<void> {
  const { sessions: count } = options;
  const { queue, access } = queueOf(options);
  const client = connect(access);
  try {
    await consume({
      app: appName,
      client,
      receiver: client.createReceiver(queue, processingReceiverOptions),
      // A copy that comes later would be overtaken by the rest of its session.
      ...(count === undefined
        ? { retryTo: { entity: queue } }
        : { sessions: { source: queueSessions(client, queue), count } }),
      read: (body) => readOrder(body, options),
      handle: (order, _received, context) => handleOrder(order, context),
      options,
      context,
    });
  } finally {
    await client.close();
  }
}

function queueOf({ environment, outputs: file, sessions }: QueueConsumerOptions): {
  readonly queue: string;
  readonly access: Access;
} {
  const from = { environment, file: file === undefined ? undefined : userPath(file, appName) };
  if (sessions === undefined) {
    const outputs = loadStackOutputs({ ...from, needs: ['queueName'], access: ['queueProcessConnectionString'] });
    return { queue: outputs.queueName, access: accessOf(outputs, 'queueProcessConnectionString') };
  }
  const outputs = loadStackOutputs({
    ...from,
    needs: ['sessionQueueName'],
    access: ['sessionQueueProcessConnectionString'],
  });
  return { queue: outputs.sessionQueueName, access: accessOf(outputs, 'sessionQueueProcessConnectionString') };
}
