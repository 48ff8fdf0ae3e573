import type { ConsumerSummary, ProducerSummary } from '../processes/apps.js';
import type { EndedApp } from '../processes/run-to-end.js';

/** From the beginning to the end of some work, in milliseconds by `performance.now()`. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** From the first message sent to the last one accepted: the summary is printed right after it. */
export function spanOfProducer({ summary, at }: Pick<EndedApp<ProducerSummary>, 'summary' | 'at'>): TimeSpan {
  return { from: at - summary.seconds * 1_000, to: at };
}

/**
 * From the first message to the last one completed: the summary is printed once nothing has come for a while.
 *
 * @param idleSeconds how long the consumer waited for more
 * @returns undefined for a consumer that got nothing.
 */
export function spanOfConsumer(
  { summary, at }: Pick<EndedApp<ConsumerSummary>, 'summary' | 'at'>,
  idleSeconds: number,
): TimeSpan | undefined {
  if (summary.received === 0) return undefined;
  const to = at - idleSeconds * 1_000;
  return { from: to - summary.seconds * 1_000, to };
}

/** Milliseconds from the earliest beginning to the latest end; 0 when there was no work. */
export function lengthOf(spans: readonly (TimeSpan | undefined)[]): number {
  const all = spans.filter((span) => span !== undefined);
  if (all.length === 0) return 0;
  return Math.max(...all.map(({ to }) => to)) - Math.min(...all.map(({ from }) => from));
}
