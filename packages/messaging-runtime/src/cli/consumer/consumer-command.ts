import { processingDefaults } from '../../defaults.js';
import type { LogLevel } from '../../logger.js';
import { environmentOption, plainCommand, type AppDescription } from '../app-command.js';
import { httpHostOption, httpPortOption, type ConsumerTelemetryOptions } from '../telemetry-options.js';
import { seconds, wholeNumber } from '../option-values.js';
import { inboxOption } from './inbox.js';
import { noCircuitBreakerOption, stopDeadlineOption, type ProcessorOptions } from './processor-options.js';
import {
  delayedRetriesOption,
  immediateRetriesOption,
  retryBaseOption,
  type RecoveryOptions,
} from './recovery-options.js';

/** A command with the options that all consumers have in common. */
export function consumerCommand<const Environment extends string>(app: AppDescription<Environment>) {
  return plainCommand(app)
    .option('--accept-earlier-format', 'process messages of the earlier format, too, instead of dead-lettering them')
    .option(
      '--stop-when-idle <seconds>',
      'end after this long without messages; default: run until stopped',
      seconds(0.05, 86_400),
    )
    .option('--max-messages <count>', 'end when so many are processed or dead-lettered', wholeNumber(1))
    .option(
      '--concurrency <count>',
      'messages handled at the same time, 1 to 2,000',
      wholeNumber(1, 2_000),
      processingDefaults.concurrency,
    )
    .option(
      '--prefetch <count>',
      'messages held at once, handled or ready, 1 to 2,000; fewer share slow work better',
      wholeNumber(1, 2_000),
      processingDefaults.prefetch,
    )
    .addOption(stopDeadlineOption())
    .addOption(noCircuitBreakerOption())
    .addOption(immediateRetriesOption())
    .addOption(delayedRetriesOption())
    .addOption(retryBaseOption())
    .option('--ledger <file>', 'append a JSON line for each message processed, before it is completed')
    .addOption(inboxOption())
    .option(
      '--fail-every <n>',
      'simulate an unreliable dependency: it fails twice in the first delivery of every n-th message',
      wholeNumber(1),
    )
    .addOption(httpPortOption())
    .addOption(httpHostOption())
    .addOption(environmentOption(app));
}

/** What a user of {@link consumerCommand} chose. */
export interface ConsumerOptions extends ProcessorOptions, RecoveryOptions, ConsumerTelemetryOptions {
  readonly acceptEarlierFormat?: true | undefined;
  readonly stopWhenIdle?: number | undefined;
  readonly maxMessages?: number | undefined;
  readonly concurrency: number;
  readonly prefetch: number;
  readonly ledger?: string | undefined;
  readonly inbox?: string | undefined;
  readonly failEvery?: number | undefined;
  readonly json?: true | undefined;
  readonly logLevel: LogLevel;
}
