import { Option } from '@commander-js/extra-typings';
import { processingDefaults } from '../../defaults.js';
import type { ProcessingOptions } from '../../processing/processing-options.js';
import { seconds } from '../option-values.js';

/** What a user chose of how a consumer stops and pauses. */
export interface ProcessorOptions {
  /** Seconds. */
  readonly stopDeadline: number;
  readonly circuitBreaker: boolean;
}

export const stopDeadlineOption = () =>
  new Option('--stop-deadline <seconds>', 'when told to stop, hand back what is not handled by then')
    .argParser(seconds(0, 86_400))
    .default(processingDefaults.stopDeadline / 1_000);

export const noCircuitBreakerOption = () =>
  new Option('--no-circuit-breaker', 'go on at full speed even when most messages fail');

/** The same for a processor. */
export function processingOptionsOf({
  stopDeadline,
  circuitBreaker,
}: ProcessorOptions): Pick<ProcessingOptions, 'stopDeadline' | 'circuitBreaker'> {
  return { stopDeadline: stopDeadline * 1_000, ...(circuitBreaker ? { circuitBreaker: {} } : {}) };
}
