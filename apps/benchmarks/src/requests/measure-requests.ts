import type { Bench } from '../processes/bench.js';
import { withBroker } from '../processes/broker.js';
import { percentile } from '../results/percentile.js';
import { type Mode, type OrderApiSummary, withOrderApi } from './order-api.js';
import { postOrders } from './post-orders.js';

/** Connections at which it is measured. */
export const connectionSteps = [1, 16, 64] as const;

/** What the service does over so many connections. */
export type RequestFigures = {
  /** Orders accepted a second. */
  readonly perSecond: number;
  /** Milliseconds from asking to the end of the answer. */
  readonly p50: number;
  readonly p99: number;
};

/** By connections. */
export type RequestSteps = { readonly [connections: string]: RequestFigures };

/** What one round measured. */
export type RequestsRound = { readonly [mode in Mode]: RequestSteps };

/** Not every order that was accepted was published once: the figures are worth nothing. */
export class OrderAccountError extends Error {
  override readonly name = 'OrderAccountError';
}

const warmUp = 2_000;

/** Orders over HTTP, with an outbox and without, to a new broker. */
export async function measureRequests(bench: Bench, seconds: number): Promise<RequestsRound> {
  const { result } = await withBroker(bench, async ({ connectionString }) => {
    const stepsOf = async (mode: Mode): Promise<RequestSteps> => {
      const steps: Record<string, RequestFigures> = {};
      for (const connections of connectionSteps)
        steps[connections] = await measureStep(bench, connectionString, mode, connections, seconds);
      return steps;
    };
    return { outbox: await stepsOf('outbox'), direct: await stepsOf('direct') };
  });
  return result;
}

async function measureStep(
  bench: Bench,
  connectionString: string,
  mode: Mode,
  connections: number,
  seconds: number,
): Promise<RequestFigures> {
  const { signal } = bench;
  const { result, summary } = await withOrderApi(bench, connectionString, mode, (url) =>
    postOrders({ url, connections, warmUp, duration: seconds * 1_000, signal }),
  );
  checkOrders(result.accepted, summary);
  const sorted = result.latencies.toSorted((a, b) => a - b);
  return { perSecond: sorted.length / seconds, p50: percentile(sorted, 50), p99: percentile(sorted, 99) };
}

/** @throws OrderAccountError with all that is wrong */
export function checkOrders(answered: number, summary: OrderApiSummary): void {
  const { accepted, published, refused, waiting } = summary;
  const figures = [
    ['accepted', accepted, answered],
    ['published', published, answered],
    ['refused', refused, 0],
    ['waiting', waiting, 0],
  ] as const;
  const wrong = figures.filter(([, is, must]) => is !== must).map(([what, is, must]) => `${what}: ${is}, not ${must}`);
  if (wrong.length > 0) throw new OrderAccountError(`The orders do not add up. ${wrong.join('; ')}.`);
}
