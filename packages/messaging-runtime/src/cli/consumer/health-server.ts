import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConsumerHealth, HealthReport } from './health.js';

export interface HealthServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  readonly health: Pick<ConsumerHealth, 'live' | 'ready'>;
  /** Answers `/metrics`. Without it there is no such path. */
  readonly serveMetrics?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

export interface HealthServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Answers probes and Prometheus over HTTP: `/health/live` and `/health/ready` with 200 or 503 and the reasons as JSON,
 * `/metrics` with all metrics.
 *
 * @throws Error if the port cannot be had
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port, health, serveMetrics } = options;
  const { fastify } = await import('fastify');
  // A probe's connection that is kept open must not keep a process that is done.
  const server = fastify({ forceCloseConnections: true });
  const answer = (path: string, look: () => HealthReport): void => {
    server.get(path, (_request, reply) => {
      const { ok, reasons } = look();
      return reply
        .code(ok ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: ok ? 'ok' : 'unavailable', reasons });
    });
  };
  answer('/health/live', () => health.live());
  answer('/health/ready', () => health.ready());
  if (serveMetrics !== undefined) {
    server.get('/metrics', (request, reply) => {
      reply.hijack();
      serveMetrics(request.raw, reply.raw);
    });
  }
  try {
    const url = await server.listen({ host, port });
    return { url, close: () => server.close() };
  } catch (error) {
    await server.close();
    throw portProblem(error, host, port);
  }
}

function portProblem(error: unknown, host: string, port: number): Error {
  const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
  const place = `${host}:${port}`;
  switch (code) {
    case 'EADDRINUSE':
      return new Error(`Cannot answer probes on ${place}: the port is taken — choose another with --http`, {
        cause: error,
      });
    case 'EACCES':
      return new Error(`Cannot answer probes on ${place}: ports below 1024 need rights — choose another with --http`, {
        cause: error,
      });
    default: {
      const said = error instanceof Error ? error.message : String(error);
      return new Error(`Cannot answer probes on ${place}: ${said} — correct --http-host`, { cause: error });
    }
  }
}
