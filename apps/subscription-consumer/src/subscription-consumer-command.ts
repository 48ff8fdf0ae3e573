import { consumerCommand, type AppContext } from '@ams/messaging-runtime/cli';
import { environments } from '@ams/stack-outputs';
import { Option } from '@commander-js/extra-typings';
import { appName, consumeSubscription } from './consume-subscription.js';
import { subscriptionKeys } from './subscriptions.js';

const app = {
  name: appName,
  description: "Processes one subscription's messages. Start several to share the load.",
  environments,
  defaultEnvironment: 'local',
  examples: [
    '--subscription billing',
    '--subscription analytics --environment=dev',
    '--subscription reports --log-level debug',
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
    .action((options) => consumeSubscription(options, context));
}
