import { once } from 'node:events';
import { join } from 'node:path';

import type { Broker } from '@ams/local-broker';
import { type AppContext, logLevelOption, userPath, wholeNumber } from '@ams/messaging-runtime/cli';
import { createLogger } from '@ams/messaging-runtime';
import { outputsFilePath } from '@ams/stack-outputs';
import type { Topology } from '@ams/service-bus-model';
import { Command, Option } from '@commander-js/extra-typings';

import { dashboardArguments, defaultDashboardPort, startDashboard } from './dashboard.js';
import { startLocalNamespace } from './local-namespace.js';
import { workspaceRoot } from './workspace.js';

/** Port that AMQP without TLS has by convention. */
const defaultPort = 5672;

/** Keeps the local namespace up for apps in other terminals, until it is stopped. */
export function serveCommand(context: AppContext) {
  return new Command('local-environment')
    .description('Runs the stack of the environment "local" on a broker of its own, for apps in other terminals.')
    .addOption(
      new Option('-p, --port <numbers>', 'ports to listen on, with commas between, 0 for any free one')
        .argParser(portNumbers)
        .default([defaultPort], String(defaultPort)),
    )
    .option('-d, --data <directory>', 'where messages and keys are kept; default: .data/local of the workspace')
    .option('--dashboard-port <number>', 'port of the page', wholeNumber(0, 65_535), defaultDashboardPort)
    .option('--no-dashboard', 'the broker alone, without the page')
    .option('--accept-entra-tokens', 'take tokens of Entra ID, whoever signed them, beside shared access signatures')
    .option('--smtp <url>', 'mail server for mails about alerts, smtp://localhost:1025; default: they are logged')
    .option('--no-webhooks', 'do not call the webhooks of action groups; what they would be sent is logged')
    .addOption(logLevelOption())
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .addHelpText(
      'after',
      '\nExamples:\n  npm run local\n  npm run local -- --port 5673 --data ./other-data\n  npm run local -- --port 5672,5671,443\n  npm run local -- --dashboard-port 9000\n  npm run local -- --no-dashboard',
    )
    .action(
      async ({ port, data, acceptEntraTokens, smtp, webhooks, dashboard: hasDashboard, dashboardPort, logLevel }) => {
        const root = workspaceRoot();
        const dataDirectory = data === undefined ? join(root, '.data', 'local') : userPath(data, 'local-environment');
        const outputsFile = outputsFilePath('local', root);
        const log = createLogger('local-broker', logLevel);
        const { broker, topology } = await startLocalNamespace({
          root,
          port,
          dataDirectory,
          outputsFile,
          log,
          ...(acceptEntraTokens && { entraId: { signatures: 'not-verified' } }),
          ...(smtp !== undefined && { mail: { server: smtp } }),
          webhooks,
        });
        try {
          context.print(welcome(topology, broker, dataDirectory, outputsFile));
          const dashboard = hasDashboard
            ? startDashboard(dashboardArguments(root, outputsFile, dashboardPort), context)
            : undefined;
          if (!context.signal.aborted) await once(context.signal, 'abort');
          await dashboard?.stop();
        } finally {
          await broker.close();
        }
        context.print('The local broker has stopped. Its messages are kept for the next start.');
      },
    );
}

function portNumbers(text: string): number[] {
  const port = wholeNumber(0, 65_535);
  return text.split(',').map((each) => port(each.trim()));
}

function welcome(
  topology: Topology,
  { ports, recoveredMessages, certificateAuthorityFile }: Broker,
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
The namespace ${topology.namespace.name} is up on localhost:${ports.join(', localhost:')}${recovered}
  ${entities.join('\n  ')}
  messages   ${dataDirectory}
  outputs    ${outputsFile}
  TLS        clients trust ${certificateAuthorityFile}: as NODE_EXTRA_CA_CERTS, or connection_verify in Python

In other terminals:
  npm run produce                 10 orders and 6 events
  npm run consume-queue           start it twice to share the load
  npm run consume-billing
  npm run consume-analytics       sums of purchases, which consume-reports shows
  npm run consume-reports
  npm run order-api               takes orders by HTTP, on port 8080
  npm run produce -- --events 0 --sessions 20   orders of 20 customers, in sequence for each, and who processes them so:
  npm run consume-queue -- --sessions 8
  npm run reprocess-dlq           sends dead letters back; -- --dry-run only shows them

Ctrl+C stops it.
`;
}
