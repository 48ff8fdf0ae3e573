import { Option } from '@commander-js/extra-typings';
import { recoverabilityDefaults } from '../../defaults.js';
import { delayBefore } from '../../processing/recovery/backoff.js';
import type { SessionProcessorOptions } from '../../processing/sessions/session-processor.js';
import type { SessionSource } from '../../processing/sessions/session-source.js';
import { wholeNumber } from '../option-values.js';
import type { RecoveryOptions } from './recovery-options.js';

/** Sessions that one process may hold at once: each is a link on its connection. */
export const mostSessions = 1_000;

/** For consumers of an entity with sessions. */
export const sessionsOption = () =>
  new Option(
    '--sessions <count>',
    `process sessions in order, so many at once, 1 to ${mostSessions.toLocaleString('en-US')}, in place of --concurrency and --prefetch`,
  )
    .argParser(wholeNumber(1, mostSessions))
    .conflicts(['concurrency', 'prefetch']);

/** The sessions that a consumer processes. */
export interface ConsumedSessions {
  readonly source: SessionSource;
  /** How many at once. */
  readonly count: number;
}

/** How they are processed. A message that is to be tried again waits as long as one that is put off, with its session. */
export function sessionProcessingOf(
  { source, count }: ConsumedSessions,
  { retryBase, delayedRetries }: RecoveryOptions,
): Pick<SessionProcessorOptions, 'source' | 'sessions' | 'pauseBeforeRetry'> {
  const delays = { count: delayedRetries, base: retryBase * 1_000, max: recoverabilityDefaults.max };
  return { source, sessions: count, pauseBeforeRetry: (failures) => delayBefore(failures, delays, Math.random) };
}
