import { accessOf, createLogger, type LogLevel } from '@ams/messaging-runtime';
import { appCommand, type AppContext, UsageError, userPath, wholeNumber } from '@ams/messaging-runtime/cli';
import { type Environment, environments, loadStackOutputs } from '@ams/stack-outputs';
import { Option } from '@commander-js/extra-typings';

import { createDashboard } from './server/create-dashboard.js';
import { builtPage } from './server/page/built-page.js';
import { AccessToken, newToken } from './server/safety/access-token.js';
import { isLoopback } from './server/safety/hosts.js';
import { serve } from './serve.js';

const app = {
  name: 'dashboard',
  description: 'The page where people watch and mend their messages.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '',
    '--environment=dev --read-only',
    '--port 9000 --host 0.0.0.0',
    '--host 0.0.0.0 --allow-host messages.example.org',
  ],
} as const;

/** Fewer characters can be guessed by trying. */
const shortestToken = 16;

/** The names that the page shows and jobs need; connection strings of apps stay where they are. */
const names = [
  'namespaceName',
  'queueName',
  'sessionQueueName',
  'topicName',
  'billingSubscriptionName',
  'analyticsSubscriptionName',
  'insightsTopicName',
  'reportsSubscriptionName',
  'parkingQueueName',
] as const;

export interface DashboardRun {
  readonly environment: Environment;
  readonly outputs?: string | undefined;
  readonly port: number;
  readonly host: string;
  readonly allowHost: readonly string[];
  readonly readOnly?: true | undefined;
  readonly token?: string | undefined;
  readonly logLevel: LogLevel;
}

/**
 * The command line of the dashboard.
 *
 * @param findPage finds the folder of the built page. Default: that of this app, built where that is needed
 */
export function dashboardCommand(context: AppContext, findPage: typeof builtPage = builtPage) {
  return appCommand(app)
    .option('-p, --port <number>', 'port to listen on, 0 for any free one', wholeNumber(0, 65_535), 8090)
    .option(
      '--host <address>',
      'address to listen on; elsewhere than on loopback everybody must show a token',
      '127.0.0.1',
    )
    .option('--allow-host <names...>', 'more names that the dashboard is called by, as of a proxy in front', [])
    .option('--read-only', 'show everything and change nothing')
    .addOption(
      new Option('--token <text>', 'what everybody must show; made up where one is needed and none given').env(
        'AMS_DASHBOARD_TOKEN',
      ),
    )
    .action((options) => run(options, context, findPage));
}

async function run(options: DashboardRun, { signal, print }: AppContext, findPage: typeof builtPage): Promise<void> {
  const { environment, host, port, allowHost: allowedHosts, readOnly = false } = options;
  const file = options.outputs === undefined ? undefined : userPath(options.outputs, app.name);
  const keys = loadStackOutputs({ environment, needs: [], access: ['manageConnectionString'], file });
  const log = createLogger(app.name, options.logLevel);
  const token = tokenOf(options);
  const dashboard = await createDashboard({
    environment,
    access: accessOf(keys, 'manageConnectionString'),
    names: loadStackOutputs({ environment, needs: names, file }),
    log,
    readOnly,
    host,
    allowedHosts,
    token: token === undefined ? undefined : new AccessToken(token),
    page: await findPage(log),
  });
  await serve({
    app: dashboard,
    host,
    port,
    signal,
    ready: (url) => {
      if (token !== undefined) url.searchParams.set('token', token);
      print(`The dashboard of ${environment}${readOnly ? ', which only looks,' : ''} is at ${url.href}`);
    },
  });
}

function tokenOf({ token, host }: DashboardRun): string | undefined {
  if (token === undefined || token === '') return isLoopback(host) ? undefined : newToken();
  if (token.length >= shortestToken) return token;
  throw new UsageError(
    `--token has ${token.length} characters and must have at least ${shortestToken}: leave it out, and one is made up`,
  );
}
