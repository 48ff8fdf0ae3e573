import type { FastifyInstance, FastifyRequest } from 'fastify';
import {
  traceOfHeaders,
  type HttpServerInstrumentation,
  type ObservedRequest,
  type TraceHeaders,
} from '@ams/messaging-runtime';

/** Routes whose requests have spans: those about orders. Probes and scrapes come all the time, and tell nothing. */
const tracedRoutes: ReadonlySet<string | undefined> = new Set(['/orders', '/orders/:id']);

const observed = new WeakMap<FastifyRequest, ObservedRequest>();

/** Has all requests measured, and those about orders traced. */
export function observeRequests(app: FastifyInstance, instrumentation: HttpServerInstrumentation): void {
  app.addHook('onRequest', async (request) => {
    const { method, headers, protocol, routeOptions } = request;
    const route = routeOptions.url;
    const traced = tracedRoutes.has(route);
    const observation = instrumentation.arrived({ method, headers, scheme: protocol, route, traced });
    observed.set(request, observation);
    if (traced) request.log = request.log.child(observation.logFields);
  });
  app.addHook('onResponse', async (request, reply) => {
    observed.get(request)?.answered(reply.statusCode, reply.elapsedTime);
  });
}

/** The trace that an order belongs to: that of its request, or, if nobody traces here, that of who sent it. */
export function traceOf(request: FastifyRequest): TraceHeaders | undefined {
  const observation = observed.get(request);
  return observation === undefined ? traceOfHeaders(request.headers) : observation.trace;
}
