import { consumerCommand, sessionsOption, type AppContext } from '@ams/messaging-runtime/cli';
import { environments } from '@ams/stack-outputs';
import { appName, consumeOrders } from './consume-orders.js';

const app = {
  name: appName,
  description: 'Processes the orders of the queue, or of the queue of sessions. Start several to share the load.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '',
    '--environment=dev',
    '--accept-earlier-format',
    '--sessions 8',
    '--sessions 8 --inbox data/inbox.sqlite',
    '--stop-when-idle 5 --json --ledger processed.ndjson',
  ],
} as const;

/** The command line of the queue consumer. */
export function queueConsumerCommand(context: AppContext) {
  return consumerCommand(app)
    .addOption(sessionsOption())
    .action((options) => consumeOrders(options, context));
}
