import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import underPressure from '@fastify/under-pressure';
import fastify, { LogController, type FastifyBaseLogger, type FastifyInstance, type FastifyPluginAsync } from 'fastify';
import type { HttpServerInstrumentation, Logger } from '@ams/messaging-runtime';
import type { Counts } from '../counts.js';
import type { Intake } from '../orders/intake.js';
import { healthRoutes } from './health-routes.js';
import { answerMalformedConnection } from './malformed-connection.js';
import { serveOpenApi } from './openapi.js';
import { acceptRoute, otherMethodsOfOrders, statusRoute } from './order-routes.js';
import { problemOfError } from './problem-of-error.js';
import { ProblemError, sendProblem } from './problem.js';
import { observeRequests } from './request-telemetry.js';

export interface OrderApiOptions {
  readonly intake: Intake;
  readonly counts: Counts;
  readonly log: Logger;
  /** Whether orders of a customer go to the queue of sessions. Default: true. */
  readonly bySession?: boolean;
  /** The time, in milliseconds since 1970. Default: the machine's. */
  readonly now?: () => number;
  /** Milliseconds that the event loop may be late before orders are put off. Default: 1,000. */
  readonly maxEventLoopDelay?: number;
  /** Traces and measures requests. Default: nobody does. */
  readonly instrumentation?: HttpServerInstrumentation | undefined;
  /** What is served beside the orders, such as metrics. */
  readonly plugins?: readonly FastifyPluginAsync[];
}

/** Largest body, in bytes: with all that a message adds it fits into every queue. */
export const bodyLimit = 64 * 1024;

/** Longest id of an order in a path: 128 characters, each of up to nine when encoded. */
const longestId = 128 * 9;

/** Seconds after which a request that came at a bad time is worth another attempt. */
const retryAfter = 2;

/** Milliseconds in which a request has to be there as a whole. */
const requestTimeout = 30_000;

/** What a request id of a sender may look like, so that it can stand in a log. */
const requestId = /^[\w.:-]{1,64}$/;

/** The HTTP side of the service, not yet listening. */
export async function createOrderApi(options: OrderApiOptions): Promise<FastifyInstance> {
  const { intake, counts, bySession = true, now = Date.now, maxEventLoopDelay = 1_000, plugins = [] } = options;
  const { instrumentation } = options;
  const loggerInstance: FastifyBaseLogger = options.log;
  const app: FastifyInstance = fastify({
    loggerInstance,
    bodyLimit,
    requestTimeout,
    // Requests are logged here, by their routes: a line of the framework would have their paths, which have ids.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    // Requests on connections that are open are served to the end.
    return503OnClosing: false,
    routerOptions: { maxParamLength: longestId },
    clientErrorHandler: answerMalformedConnection,
    frameworkErrors: (error, _, reply) => void sendProblem(reply, problemOfError(error, { bodyLimit })),
  });
  app.removeContentTypeParser('text/plain');
  app.setSerializerCompiler(() => (answer) => JSON.stringify(answer));
  answerProblems(app, counts);
  if (instrumentation !== undefined) observeRequests(app, instrumentation);
  identifyRequests(app);
  await serveOpenApi(app);
  await app.register(async (orders) => {
    await orders.register(underPressure, { maxEventLoopDelay, retryAfter });
    acceptRoute(orders, { intake, counts, bySession, now });
  });
  if (intake.find !== undefined) statusRoute(app, intake.find.bind(intake));
  otherMethodsOfOrders(app, intake.find !== undefined);
  healthRoutes(app, intake);
  for (const plugin of plugins) await app.register(plugin);
  await app.ready();
  return app;
}

/** Every failure has the same form. */
function answerProblems(app: FastifyInstance, counts: Counts): void {
  app.setErrorHandler((error, request, reply) => {
    const problem = problemOfError(error, { bodyLimit });
    const { status } = problem.problem;
    if (status === 500) request.log.error({ err: error }, 'request failed');
    if (request.routeOptions.url === '/orders' && request.method === 'POST') {
      if (status === 503) counts.unavailable += 1;
      else counts.rejected += 1;
    }
    return sendProblem(reply, problem);
  });
  app.setNotFoundHandler(async () => {
    throw new ProblemError('not-found', 404, 'The paths that there are can be found in /openapi.json.');
  });
}

/** The answer names the request as the log does. */
function identifyRequests(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, log } = request;
    const details = { method, route: routeOptions.url, status: reply.statusCode, milliseconds: reply.elapsedTime };
    if (reply.statusCode >= 500) log.warn(details, 'request not served');
    else log.debug(details, 'request served');
  });
}

function requestIdOf({ headers }: Pick<IncomingMessage, 'headers'>): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && requestId.test(given) ? given : randomUUID();
}
