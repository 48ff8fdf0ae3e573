import { once } from 'node:events';
import { isIPv6 } from 'node:net';

import type { FastifyInstance } from 'fastify';

export interface ServeOptions {
  readonly app: FastifyInstance;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Called with the page's address once it can be opened. */
  readonly ready: (url: URL) => void;
}

/**
 * Serves the dashboard until it is told to stop.
 *
 * @throws Error if it cannot listen
 */
export async function serve({ app, host, port, signal, ready }: ServeOptions): Promise<void> {
  try {
    await listen(app, host, port);
    ready(addressOf(app, host));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await app.close();
  }
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: (url) => `the dashboard listens at ${url}` });
  } catch (error) {
    const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    const reason = typeof code === 'string' ? (reasons[code] ?? code) : String(error);
    throw new Error(`Cannot listen on ${host}:${port}: ${reason}. Choose others with --host and --port.`, {
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has the port',
  EACCES: 'this user may not have the port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
};

/** What to open in a browser: where it listens at all addresses, this machine's own name for itself. */
function addressOf(app: FastifyInstance, host: string): URL {
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  const name = /^[0:.]+$/.test(host) ? 'localhost' : host;
  return new URL(`http://${isIPv6(name) ? `[${name}]` : name}:${port}/`);
}
