import { once } from 'node:events';
import { join } from 'node:path';

import { type AppContext, logLevelOption, userPath, wholeNumber } from '@ams/messaging-runtime/cli';
import { createLogger } from '@ams/messaging-runtime';
import { outputsFilePath } from '@ams/stack-outputs';
import type { Topology } from '@ams/service-bus-model';
import { Command } from '@commander-js/extra-typings';

import { startLocalNamespace } from './local-namespace.js';
import { workspaceRoot } from './workspace.js';

/** Port that AMQP without TLS has by convention. */
const defaultPort = 5672;

/** Keeps the local namespace up for apps in other terminals, until it is stopped. */
export function serveCommand(context: AppContext) {
  return new Command('local-environment')
    .description('Runs the stack of the environment "local" on a broker of its own, for apps in other terminals.')
    .option('-p, --port <number>', 'port to listen on, 0 for any free one', wholeNumber(0, 65_535), defaultPort)
    .option('-d, --data <directory>', 'where messages and keys are kept; default: .data/local of the workspace')
    .addOption(logLevelOption())
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .addHelpText('after', '\nExamples:\n  npm run local\n  npm run local -- --port 5673 --data ./other-data')
    .action(async ({ port, data, logLevel }) => {
      const root = workspaceRoot();
      const dataDirectory = data === undefined ? join(root, '.data', 'local') : userPath(data, 'local-environment');
      const outputsFile = outputsFilePath('local', root);
      const log = createLogger('local-broker', logLevel);
      const { broker, topology } = await startLocalNamespace({ root, port, dataDirectory, outputsFile, log });
      try {
        context.print(welcome(topology, broker.port, broker.recoveredMessages, dataDirectory, outputsFile));
        if (!context.signal.aborted) await once(context.signal, 'abort');
      } finally {
        await broker.close();
      }
      context.print('The local broker has stopped. Its messages are kept for the next start.');
    });
}

function welcome(
  topology: Topology,
  port: number,
  recoveredMessages: number,
  dataDirectory: string,
  outputsFile: string,
): string {
  const entities = [
    ...topology.queues.map(({ name }) => `queue ${name}`),
    ...topology.topics.map(
      ({ name, subscriptions }) => `topic ${name} (subscriptions ${subscriptions.map((s) => s.name).join(', ')})`,
    ),
  ];
  const recovered = recoveredMessages === 0 ? '' : `, with ${recoveredMessages} messages from before`;
  return `
The namespace ${topology.namespace.name} is up on localhost:${port}${recovered}
  ${entities.join('\n  ')}
  messages   ${dataDirectory}
  outputs    ${outputsFile}

In other terminals:
  npm run produce                 10 orders and 6 events
  npm run consume-queue           start it twice to share the load
  npm run consume-billing
  npm run consume-analytics
  npm run reprocess-dlq           sends dead letters back; -- --dry-run only shows them

Ctrl+C stops it.
`;
}
