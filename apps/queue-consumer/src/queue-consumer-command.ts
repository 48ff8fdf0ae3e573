import { readOrder } from '@ams/messages';
import { accessOf, connect, processingReceiverOptions } from '@ams/messaging-runtime';
import { consume, consumerCommand, userPath, type AppContext } from '@ams/messaging-runtime/cli';
import { environments, loadStackOutputs } from '@ams/stack-outputs';
import { handleOrder } from './handle-order.js';

const app = {
  name: 'queue-consumer',
  description: 'Processes the orders of the queue. Start several to share the load.',
  environments,
  defaultEnvironment: 'local',
  examples: ['', '--environment=dev', '--accept-earlier-format', '--stop-when-idle 5 --json --ledger processed.ndjson'],
} as const;

/** The command line of the queue consumer. */
export function queueConsumerCommand(context: AppContext) {
  return consumerCommand(app).action(async (options) => {
    const outputs = loadStackOutputs({
      environment: options.environment,
      needs: ['queueName'],
      access: ['queueProcessConnectionString'],
      file: options.outputs === undefined ? undefined : userPath(options.outputs, app.name),
    });
    const client = connect(accessOf(outputs, 'queueProcessConnectionString'));
    try {
      await consume({
        app: app.name,
        client,
        receiver: client.createReceiver(outputs.queueName, processingReceiverOptions),
        retryTo: { entity: outputs.queueName },
        read: (body) => readOrder(body, options),
        handle: (order, _received, context) => handleOrder(order, context),
        options,
        context,
      });
    } finally {
      await client.close();
    }
  });
}
