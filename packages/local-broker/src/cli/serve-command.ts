import type { Topology } from '@ams/service-bus-model';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';

import { startBroker } from '../broker.js';
import type { Broker } from '../running-broker.js';
import { AdjustableClock } from '../engine/adjustable-clock.js';
import { type Clock, ManualClock, systemClock } from '../engine/clock.js';
import type { MailOptions } from '../monitor/alerts/index.js';
import { topologyFromFile } from '../topology-file.js';
import { lineLog, logLevels } from './line-log.js';
import type { CommandContext } from './command-context.js';

const clocks: Readonly<Record<'machine' | 'adjustable' | 'manual', () => Clock>> = {
  machine: () => systemClock,
  adjustable: () => new AdjustableClock(),
  manual: () => new ManualClock(Date.now()),
};

/** AMQP's own port, which clients take when their connection string names none. */
const defaultPort = 5672;

/** Runs a broker on its own until it is told to stop. */
export function serveCommand(context: CommandContext) {
  return new Command('serve')
    .description("Run a broker from a Config.json of Microsoft's emulator or from a synthesized stack")
    .addOption(new Option('--config <file>', 'Config.json of the emulator').conflicts('stack'))
    .option('--stack <file>', 'cdk.tf.json of a synthesized stack')
    .option('--data <directory>', 'where messages and keys are kept; default: nothing is kept')
    .addOption(
      new Option(
        '--message-memory <bytes>',
        'memory for messages that are on disk as well; default: 256 MiB',
      ).argParser(numberOfBytes),
    )
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--port <numbers>', 'ports to listen on, with commas between; 0 takes any free one')
        .argParser(portNumbers)
        .default([defaultPort], String(defaultPort)),
    )
    .option('--tls-name <names>', "names for the server's TLS certificate, with commas between", (text) =>
      text.split(','),
    )
    .option('--accept-entra-tokens', 'take tokens of Entra ID, whoever signed them, beside shared access signatures')
    .addOption(
      new Option('--clock <kind>', 'the clock: of the machine, adjustable over HTTP, or standing still until moved')
        .choices(['machine', 'adjustable', 'manual'])
        .default('machine' as const),
    )
    .option('--root-key <text>', 'key of RootManageSharedAccessKey, as the emulator has SAS_KEY_VALUE; default: random')
    .option('--throttling', 'refuse what is beyond 1,000 credits a second, as Azure does on Basic and Standard')
    .option('--smtp <url>', 'mail server for mails about alerts, smtp://localhost:1025; default: they are logged')
    .option('--mail-from <address>', 'who mails about alerts are from; default: alerts@localhost')
    .option('--no-webhooks', 'do not call the webhooks of action groups; what they would be sent is logged')
    .addOption(
      new Option('--log-level <level>', 'least severe messages to log, on standard error')
        .choices(logLevels)
        .default('warn' as const),
    )
    .allowExcessArguments(false)
    .action(async (options) => {
      const topology = await readTopology(options.config, options.stack);
      const broker = await startBroker({
        topology,
        dataDirectory: options.data,
        messageMemory: options.messageMemory,
        host: options.host,
        port: options.port,
        tlsNames: options.tlsName,
        ...(options.acceptEntraTokens && { entraId: { signatures: 'not-verified' } }),
        rootKey: options.rootKey,
        throttling: options.throttling,
        mail: mailOf(options.smtp, options.mailFrom),
        webhooks: options.webhooks,
        clock: clocks[options.clock](),
        log: lineLog(options.logLevel, context.report),
      });
      for (const line of describe(broker, topology)) context.print(line);
      await context.stopped();
      await broker.close();
    });
}

async function readTopology(config: string | undefined, stack: string | undefined): Promise<Topology> {
  if (config !== undefined) return topologyFromFile(config, 'emulator-config');
  if (stack !== undefined) return topologyFromFile(stack, 'synthesized-stack');
  throw new Error('There is no namespace to serve. Give --config Config.json or --stack cdk.tf.json.');
}

function mailOf(server: string | undefined, from: string | undefined): MailOptions | undefined {
  if (server !== undefined) return { server, from };
  if (from === undefined) return undefined;
  throw new Error(
    '--mail-from says who mails are from, but no server takes them. Give --smtp smtp://localhost:1025, too.',
  );
}

/** What a user needs to connect. */
function describe(broker: Broker, { namespace, queues, topics }: Topology): readonly string[] {
  const entities = `${countOf(queues, 'queue')}, ${countOf(topics, 'topic')}`;
  const rules = [
    ...namespace.authorizationRules.map(({ name }) => ({ name })),
    ...[...queues, ...topics].flatMap(({ name: entityPath, authorizationRules }) =>
      authorizationRules.map(({ name }) => ({ entityPath, name })),
    ),
  ].filter(({ name }) => name !== 'RootManageSharedAccessKey');
  return [
    `'${namespace.name}' (${entities}) listens on ${broker.ports.map((port) => `${broker.host}:${port}`).join(', ')}.`,
    broker.connectionString(),
    ...rules.map((rule) => broker.connectionString(rule)),
    ...(broker.certificateAuthorityFile === undefined
      ? []
      : [`For TLS, clients trust ${broker.certificateAuthorityFile}`]),
  ];
}

function countOf(items: readonly unknown[], singular: string): string {
  return `${items.length} ${singular}${items.length === 1 ? '' : 's'}`;
}

function numberOfBytes(text: string): number {
  const bytes = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(bytes)) return bytes;
  throw new InvalidArgumentError('It must be a whole number of bytes, 0 or more.');
}

function portNumbers(text: string): number[] {
  const ports = text.split(',').map((each) => {
    const port = Number(each);
    if (/^\d+$/.test(each) && port <= 65_535) return port;
    throw new InvalidArgumentError('It must be whole numbers from 0 to 65535, with commas between.');
  });
  const repeated = ports.find((port, index) => port !== 0 && ports.indexOf(port) !== index);
  if (repeated === undefined) return ports;
  throw new InvalidArgumentError(`Port ${repeated} is given twice. Give each port once.`);
}
