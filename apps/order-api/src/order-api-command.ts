import { join } from 'node:path';
import { accessOf, createLogger, type Telemetry } from '@ams/messaging-runtime';
import {
  appCommand,
  countOf,
  seconds,
  userPath,
  wholeNumber,
  withTelemetry,
  type AppContext,
} from '@ams/messaging-runtime/cli';
import { environments, findWorkspaceRoot, loadStackOutputs } from '@ams/stack-outputs';
import type { FastifyPluginAsync } from 'fastify';
import { Counts } from './counts.js';
import { DirectIntake } from './direct/direct-intake.js';
import { metricsRoute } from './http/metrics-route.js';
import { createOrderApi } from './http/order-api.js';
import { orderMetrics } from './metrics.js';
import type { Intake } from './orders/intake.js';
import { openOutbox } from './outbox/open-outbox.js';
import { OutboxIntake } from './outbox/outbox-intake.js';
import { Outbox } from './outbox/outbox.js';
import { orderQueues } from './publishing/order-queues.js';
import { serve } from './serve.js';
import { describeSummary, type OrderApiSummary } from './summary.js';

const app = {
  name: 'order-api',
  description: 'Accepts orders over HTTP and publishes them: from an outbox on disk, or at once with --no-outbox.',
  environments,
  defaultEnvironment: 'local',
  examples: [
    '',
    '--port 3000 --environment=dev',
    '--outbox-file /var/lib/orders/outbox.db --outbox-limit 1000000',
    '--no-outbox',
    '--no-sessions --json',
  ],
} as const;

/** The command line of the order-api. */
export function orderApiCommand(context: AppContext) {
  return appCommand(app)
    .option('-p, --port <number>', 'port to listen on, 0 for any free one', wholeNumber(0, 65_535), 8080)
    .option(
      '--host <address>',
      'address to listen on; 0.0.0.0 for all, behind something that authenticates',
      '127.0.0.1',
    )
    .option('--no-outbox', 'publish before answering: nothing is accepted while the broker is away, nothing is kept')
    .option('--outbox-file <file>', 'where the outbox is; default: .data/order-api/<environment>.db of the workspace')
    .option('--outbox-limit <count>', 'most orders that may wait for the broker', wholeNumber(1, 100_000_000), 100_000)
    .option('--remember <seconds>', 'how long a published order is remembered', seconds(0, 31_536_000), 86_400)
    .option('--no-sessions', 'send orders of a customer to the queue of all orders, too, instead of that of sessions')
    .option('--metrics', 'answer /metrics for Prometheus, too')
    .option('--stop-deadline <seconds>', 'time for finishing when stopped', seconds(0, 3_600), 10)
    .action(async ({ environment, outputs: outputsFile, outbox: hasOutbox, outboxFile, ...options }) => {
      const outputs = loadStackOutputs({
        environment,
        needs: ['queueName', 'sessionQueueName'],
        access: ['queueSendConnectionString', 'sessionQueueSendConnectionString'],
        file: outputsFile === undefined ? undefined : userPath(outputsFile, app.name),
      });
      const log = createLogger(app.name, options.logLevel);
      const asked = { service: app.name, otlp: options.otlp, prometheus: options.metrics === true, log };
      await withTelemetry(asked, async (telemetry) => {
        const counts = new Counts();
        const queues = orderQueues({
          orders: { entity: outputs.queueName, access: accessOf(outputs, 'queueSendConnectionString'), telemetry },
          sessions: {
            entity: outputs.sessionQueueName,
            access: accessOf(outputs, 'sessionQueueSendConnectionString'),
            telemetry,
          },
        });
        const openIntake = (): Intake => {
          if (!hasOutbox) return new DirectIntake({ queues, counts, log });
          const file = outboxFile === undefined ? defaultOutbox(environment) : userPath(outboxFile, app.name);
          const outbox = new Outbox(openOutbox(file), { limit: options.outboxLimit, memory: options.remember * 1_000 });
          if (outbox.waiting > 0)
            log.info({ file, orders: outbox.waiting }, 'orders of an earlier run are published now');
          return new OutboxIntake({ outbox, queues, counts, log });
        };
        const intake = openIntake();
        telemetry?.observe(orderMetrics(counts, intake));
        const plugins = metricsPlugins(telemetry);
        const api = await createOrderApi({
          intake,
          counts,
          log,
          bySession: options.sessions,
          instrumentation: telemetry?.httpServer(),
          plugins,
        });
        const started = performance.now();
        const { host, port, stopDeadline, json } = options;
        const { signal } = context;
        const waiting = await serve({ api, intake, host, port, signal, stopDeadline: stopDeadline * 1_000 });
        const milliseconds = Math.round(performance.now() - started);
        const summary: OrderApiSummary = { app: app.name, ...counts, waiting, seconds: milliseconds / 1_000 };
        context.print(json === true ? JSON.stringify(summary) : describeSummary(summary));
        if (counts.refused > 0) throw new Error(`${countOf(counts.refused, 'order')} refused by the broker`);
      });
    });
}

function metricsPlugins(telemetry: Telemetry | undefined): readonly FastifyPluginAsync[] {
  const serveMetrics = telemetry?.serveMetrics;
  return serveMetrics === undefined ? [] : [(api) => metricsRoute(api, serveMetrics)];
}

function defaultOutbox(environment: string): string {
  return join(findWorkspaceRoot() ?? process.cwd(), '.data', 'order-api', `${environment}.db`);
}
