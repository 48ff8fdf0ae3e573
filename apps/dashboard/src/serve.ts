import { once } from 'node:events';
import { isIPv6 } from 'node:net';

import { listen } from '@ams/messaging-runtime/cli';
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
    await listen(app, host, port, (url) => `the dashboard listens at ${url}`);
    ready(addressOf(app, host));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await app.close();
  }
}

/** What to open in a browser: where it listens at all addresses, this machine's own name for itself. */
function addressOf(app: FastifyInstance, host: string): URL {
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : '';
  const name = /^[0:.]+$/.test(host) ? 'localhost' : host;
  return new URL(`http://${isIPv6(name) ? `[${name}]` : name}:${port}/`);
}
