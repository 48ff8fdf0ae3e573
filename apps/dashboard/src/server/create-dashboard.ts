import { administer, connect, type Access, type Logger } from '@ams/messaging-runtime';
import type { Environment } from '@ams/stack-outputs';
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';

import { aboutRoute } from './about.js';
import type { DashboardContext, StackNames } from './context.js';
import { deadLetterRoutes } from './dead-letters/dead-letter-routes.js';
import { Entities } from './entities/entities.js';
import { entityRoutes } from './entities/entity-routes.js';
import { eventRoute } from './live/event-stream.js';
import type { LiveIntervals } from './live/live.js';
import { jobRoutes } from './jobs/job-routes.js';
import { Jobs } from './jobs/jobs.js';
import { messageRoutes } from './messages/message-routes.js';
import { sendRoute } from './messages/send-route.js';
import { monitorRoutes } from './monitor/monitor-routes.js';
import { monitorOf } from './monitor/monitor-of-access.js';
import { answerNotFound, staticPage } from './page/static-page.js';
import { problemOfError } from './problem-of-error.js';
import { sendProblem } from './problem.js';
import type { AccessToken } from './safety/access-token.js';
import { ownNames } from './safety/hosts.js';
import { guard } from './safety/safety.js';
import { sessionRoutes } from './sessions/session-routes.js';
import { topologyRoute } from './topology/topology-route.js';
import { exportRoute } from './transfer/export-route.js';
import { importRoute } from './transfer/import-route.js';

export interface DashboardOptions {
  readonly environment: Environment;
  /** Access with the right to manage the namespace. */
  readonly access: Access;
  /** What the stack calls its entities, as far as it is known. Default: nothing is. */
  readonly names?: StackNames;
  readonly log: Logger;
  /** Refuses everything that changes something. Default: false. */
  readonly readOnly?: boolean;
  /** Address that it will listen at. Default: 127.0.0.1. */
  readonly host?: string;
  /** More names that it may be called by. Default: none. */
  readonly allowedHosts?: readonly string[];
  /** What everybody must show. Default: nothing, which is for loopback alone. */
  readonly token?: AccessToken | undefined;
  /** Folder of the built page. Default: none is served. */
  readonly page?: string | undefined;
  /** How often it looks at what changes. Default: every second or two, on Azure every five. */
  readonly intervals?: Partial<LiveIntervals>;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: () => number;
}

/** Largest body of a request, in bytes: a message of Standard's and Premium's default size in base64, with room. */
const bodyLimit = 4 * 1024 * 1024;

/** What it answers, a subject each. */
const allRoutes = [
  aboutRoute,
  entityRoutes,
  messageRoutes,
  sendRoute,
  exportRoute,
  importRoute,
  sessionRoutes,
  topologyRoute,
  jobRoutes,
  deadLetterRoutes,
  monitorRoutes,
] as const;

/** Somebody waits for the answer, or for being told that there is none. */
const retryOptions = { maxRetries: 1, retryDelayInMs: 300 };

/** The dashboard's server, not yet listening. Closing it stops jobs and closes what it opened. */
export async function createDashboard(options: DashboardOptions): Promise<FastifyInstance> {
  const { host = '127.0.0.1', allowedHosts = [], token, readOnly = false, page } = options;
  const loggerInstance: FastifyBaseLogger = options.log;
  const app: FastifyInstance = fastify({
    loggerInstance,
    bodyLimit,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 1_000 },
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOfError(error)),
    // Streams of events have no end: they are ended by whoever sends them.
    forceCloseConnections: true,
  });
  app.removeContentTypeParser('text/plain');
  answerProblems(app);
  guard(app, { isOwnName: ownNames(host, allowedHosts), token, readOnly });
  keepAnswersFresh(app);
  const context = contextOf(options);
  app.addHook('onClose', () => close(context));
  for (const routes of allRoutes) {
    await app.register((scope) => routes(scope, context));
  }
  await app.register((scope) => eventRoute(scope, context, options.intervals));
  if (page === undefined) app.setNotFoundHandler(answerNotFound);
  else await staticPage(app, page);
  return app;
}

function contextOf(options: DashboardOptions): DashboardContext {
  const { environment, access, names = {}, log, readOnly = false, now = Date.now } = options;
  const administration = administer(access, { retryOptions });
  const monitor = monitorOf(access);
  return {
    environment,
    names,
    client: connect(access),
    administration,
    entities: new Entities(administration, monitor && (() => monitor.deferredCounts())),
    monitor,
    jobs: new Jobs(now),
    log,
    readOnly,
    now,
  };
}

async function close({ jobs, client }: DashboardContext): Promise<void> {
  await jobs.close();
  await client.close();
}

/** Every failure has the same form. */
function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error);
    const { status } = problem.problem;
    const details = { method: request.method, route: request.routeOptions.url, status };
    if (status >= 500) request.log.warn({ ...details, err: problem.cause ?? problem }, 'request failed');
    else request.log.debug({ ...details, detail: problem.message }, 'request refused');
    return sendProblem(reply, problem);
  });
}

/** What the namespace is like now is nothing to keep. */
function keepAnswersFresh(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply) => {
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
  });
}
