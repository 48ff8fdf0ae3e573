import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { listen } from '@ams/messaging-runtime/cli';
import type { FastifyInstance } from 'fastify';
import type { Intake } from './orders/intake.js';

export interface ServeOptions {
  readonly api: FastifyInstance;
  readonly intake: Intake;
  readonly host: string;
  /** 0 takes any free one. */
  readonly port: number;
  /** Stops it. */
  readonly signal: AbortSignal;
  /** Milliseconds for finishing requests and publishing what waits. */
  readonly stopDeadline: number;
}

/**
 * Serves until it is told to stop; then takes no more connections, finishes the requests that have begun, and publishes
 * what waits, as far as the deadline lets it.
 *
 * @returns orders that stay on disk for the next start
 * @throws Error if it cannot listen
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { api, intake, host, port, signal, stopDeadline } = options;
  try {
    await listen(api, host, port, (url) => `accepting orders at ${url}`);
  } catch (error) {
    await intake.close(0);
    throw error;
  }
  if (!signal.aborted) await once(signal, 'abort');
  const deadline = performance.now() + stopDeadline;
  await finishRequests(api, stopDeadline);
  return intake.close(Math.max(0, deadline - performance.now()));
}

async function finishRequests(api: FastifyInstance, deadline: number): Promise<void> {
  const closed = api.close();
  const given = new AbortController();
  await Promise.race([closed, pause(deadline, undefined, { signal: given.signal }).catch(() => undefined)]);
  given.abort();
  api.server.closeAllConnections();
  await closed;
}
