import { readEvent, resubmitToProperty } from '@ams/messages';
import { accessOf, connect, processingReceiverOptions } from '@ams/messaging-runtime';
import { consume, consumerCommand, userPath, type AppContext } from '@ams/messaging-runtime/cli';
import { environments, loadStackOutputs } from '@ams/stack-outputs';
import { Option } from '@commander-js/extra-typings';
import { handleEvent } from './handle-event.js';
import { subscriptionKeys, subscriptionOutputs } from './subscriptions.js';

const app = {
  name: 'subscription-consumer',
  description: "Processes one subscription's events. Start several to share the load.",
  environments,
  defaultEnvironment: 'local',
  examples: [
    '--subscription billing',
    '--subscription analytics --environment=dev',
    '--subscription billing --accept-earlier-format --stop-when-idle 5 --json',
  ],
} as const;

/** The command line of the subscription consumer. */
export function subscriptionConsumerCommand(context: AppContext) {
  return consumerCommand(app)
    .addOption(
      new Option('-s, --subscription <name>', 'subscription to process')
        .choices(subscriptionKeys)
        .makeOptionMandatory(),
    )
    .action(async (options) => {
      const { subscription, environment } = options;
      const subscriptionOutput = subscriptionOutputs[subscription];
      const outputs = loadStackOutputs({
        environment,
        needs: ['topicName', subscriptionOutput],
        access: ['topicProcessConnectionString'],
        file: options.outputs === undefined ? undefined : userPath(options.outputs, app.name),
      });
      const client = connect(accessOf(outputs, 'topicProcessConnectionString'));
      try {
        const name = outputs[subscriptionOutput];
        await consume({
          app: app.name,
          client,
          receiver: client.createReceiver(outputs.topicName, name, processingReceiverOptions),
          retryTo: { entity: outputs.topicName, addressing: { [resubmitToProperty]: name } },
          read: (body) => readEvent(body, options),
          handle: (event, _received, context) => handleEvent(event, subscription, context),
          options,
          context,
        });
      } finally {
        await client.close();
      }
    });
}
