export { appCommand, type AppDescription, logLevelOption } from './app-command.js';
export type { AppContext } from './app-context.js';
export type { BatchHandlerOf } from './consumer/batch-handling.js';
export { consume, type BodyReading, type Consumer, type ConsumerSummary, type Handler } from './consumer/consume.js';
export { consumerCommand, type ConsumerOptions } from './consumer/consumer-command.js';
export type { LedgerEntry } from './consumer/ledger.js';
export { sessionsOption } from './consumer/session-options.js';
export { countOf } from './count-of.js';
export { duration } from './duration.js';
export { listen } from './listen.js';
export { seconds, userPath, wholeNumber } from './option-values.js';
export {
  httpHostOption,
  httpPortOption,
  otlpOption,
  withTelemetry,
  type AppTelemetryOptions,
  type ConsumerTelemetryOptions,
} from './telemetry-options.js';
export { describePace, paceOf, type Pace } from './pace.js';
export { linesOf, showProgress, type Progress } from './progress.js';
export {
  execute,
  exitCodes,
  runApp,
  UsageError,
  type CommandFactory,
  type ExitCode,
  type RunnableCommand,
} from './run-app.js';
