import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { refuseOtherMethods } from './other-methods.js';

/** Answers `GET /metrics` with all metrics, as Prometheus reads them. */
export async function metricsRoute(
  app: FastifyInstance,
  serveMetrics: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<void> {
  app.get('/metrics', { schema: { hide: true } }, (request, reply) => {
    reply.hijack();
    serveMetrics(request.raw, reply.raw);
  });
  refuseOtherMethods(app, '/metrics', ['GET', 'HEAD']);
}
