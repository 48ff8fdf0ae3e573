import { Option } from '@commander-js/extra-typings';
import { recoverabilityDefaults } from '../../defaults.js';
import type { Logger } from '../../logger.js';
import { recoverability, type Recoverability } from '../../processing/recovery/recoverability.js';
import type { RetryRoute } from '../../processing/recovery/retry-copy.js';
import { seconds, wholeNumber } from '../option-values.js';

/** What a user chose of how a consumer recovers from failures. */
export interface RecoveryOptions {
  readonly immediateRetries: number;
  readonly delayedRetries: number;
  /** Seconds. */
  readonly retryBase: number;
}

export const immediateRetriesOption = () =>
  new Option('--immediate-retries <count>', 'call a handler again that failed, so often, in the same delivery')
    .argParser(wholeNumber(0, 1_000))
    .default(recoverabilityDefaults.immediateRetries);

export const delayedRetriesOption = () =>
  new Option('--delayed-retries <count>', 'put a message off that goes on failing, so often; then it is dead-lettered')
    .argParser(wholeNumber(0, 1_000))
    .default(recoverabilityDefaults.count);

export const retryBaseOption = () =>
  new Option(
    '--retry-base <seconds>',
    'longest delay of the first delayed retry; it doubles with each, up to ten minutes',
  )
    .argParser(seconds(0, recoverabilityDefaults.max / 1_000))
    .default(recoverabilityDefaults.base / 1_000);

export interface Recovering {
  readonly app: string;
  readonly log: Logger;
  readonly options: RecoveryOptions;
  /** Where messages go that are put off. Without it they are abandoned instead. */
  readonly retryTo: RetryRoute | undefined;
}

/** How a consumer recovers from failures. */
export function recoveryOf({ app, log, options, retryTo }: Recovering): Recoverability {
  const { immediateRetries, delayedRetries: count, retryBase } = options;
  return recoverability({ app, log, retryTo, immediateRetries, delayedRetries: { count, base: retryBase * 1_000 } });
}
