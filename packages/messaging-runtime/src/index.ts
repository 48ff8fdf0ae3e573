export {
  copyOfDeadLetter,
  type AmqpAnnotatedMessage,
  type PropertyChanges,
  type PropertyValue,
} from './dead-letters/copy-of-dead-letter.js';
export {
  destination,
  parkedMessages,
  queueDeadLetters,
  subscriptionDeadLetters,
  type DeadLetterSource,
  type Destination,
  type SubQueue,
} from './dead-letters/dead-letter-source.js';
export { bytesOfBody, textOfBody } from './dead-letters/body-text.js';
export { contentsOf, viewOf, type DeadLetterContents, type DeadLetterView } from './dead-letters/dead-letter-view.js';
export type { BodyCheck, ParkRules, ResubmitRules, UnparkRules } from './dead-letters/decision.js';
export { systemPropertyNames } from './dead-letters/system-property.js';
export { editorOf, readProperty, type Change, type Edited, type Editor, type EditSpec } from './dead-letters/edit.js';
export { failureOf, parkedFromOf, resubmitCountOf, type Failure } from './dead-letters/failure-of-message.js';
export { filterOf, type DeadLetterFilter } from './dead-letters/filter.js';
export {
  readCondition,
  RequestError,
  type Comparison,
  type Condition,
  type FilterSpec,
} from './dead-letters/filter-spec.js';
export { DeadLetterGroups, ofGroup, type DeadLetterGroup } from './dead-letters/groups.js';
export type { MoveOptions } from './dead-letters/move.js';
export { countMove, noneMoved, type Fate, type MoveAccount, type MoveResult } from './dead-letters/move-account.js';
export { peekDeadLetters } from './dead-letters/peek-dead-letters.js';
export {
  parkDeadLetters,
  planResubmission,
  planUnparking,
  previewResubmission,
  resubmitDeadLetters,
  unpark,
  type HomeOf,
  type ParkOptions,
  type ResubmitOptions,
  type UnparkOptions,
} from './dead-letters/resubmit.js';
export type { NewBody } from './dead-letters/whole-body.js';
export type { LockingReceiver } from './dead-letters/locked-messages.js';
export { removeMessages, type RemoveOptions } from './dead-letters/remove-messages.js';
export { Pacer, type PaceClock } from './pacer.js';
export { pauseAfter } from './backoff.js';
export { administer, isEmulator, type AdministrationOptions } from './administration.js';
export { accessOf, connect, verifySending, type Access, type ConnectOptions } from './connection.js';
export {
  CredentialFailure,
  explainFailure,
  isLockLost,
  isRefusal,
  isTooLarge,
  isTransient,
  MessagingFailure,
  NotSentError,
  problemOf,
  RetryLaterError,
  UnprocessableMessageError,
  type Attempt,
} from './errors.js';
export {
  batchDefaults,
  circuitBreakerDefaults,
  processingDefaults,
  publishingDefaults,
  recoverabilityDefaults,
  inboxDefaults,
  sessionDefaults,
} from './defaults.js';
export { parseJsonBody } from './json-body.js';
export { copyOfMessage, type CopyChanges } from './copy-of-message.js';
export {
  originalMessageIdOf,
  resubmitCountProperty,
  retryAttemptOf,
  parkingProperties,
  provenanceProperties,
  firstFailedAtProperty,
  lastFailedAtProperty,
  failedAttemptsProperty,
  failedByProperty,
  lastErrorTypeProperty,
} from './message-properties.js';
export { createLogger, logLevels, type Logger, type LogLevel } from './logger.js';
export { redact } from './redact.js';
export type { BatchHandler, BatchResult, FailedMessage } from './processing/batch-handler.js';
export { runBatchProcessor, type BatchProcessorOptions } from './processing/batch-processor.js';
export { CircuitBreaker, type CircuitBreakerOptions, type CircuitState } from './processing/circuit-breaker.js';
export type { CompleteAndSend, Outgoing } from './processing/complete-and-send.js';
export type { ProcessingCounts } from './processing/counts.js';
export { MessageContext, type HandlerContext } from './processing/handler-context.js';
export { LockLostError, StopDeadlineError } from './processing/interruption.js';
export { abandonOrDeadLetter, type FailurePolicy, type MessageHandler } from './processing/message-handler.js';
export type { ProcessingOptions } from './processing/processing-options.js';
export { processingReceiverOptions, type ProcessingReceiver } from './processing/processing-receiver.js';
export { runProcessor, type ProcessorOptions } from './processing/processor.js';
export type { DelayedRetries } from './processing/recovery/backoff.js';
export {
  recoverability,
  type Recoverability,
  type RecoverabilityOptions,
} from './processing/recovery/recoverability.js';
export type { RetryRoute } from './processing/recovery/retry-copy.js';
export type { Unrecoverable } from './processing/recovery/unrecoverable.js';
export { SettlementLane, type Outcome } from './processing/settlement-lane.js';
export { messageOf, type MessageContract } from './publishing/contract.js';
export {
  PublishFailure,
  sendNow,
  type Outflow,
  type PublishOptions,
  type PublishProgress,
  type PublishResult,
  type SendNow,
} from './publishing/publish-options.js';
export { publish, type BatchSender } from './publishing/publish.js';
export {
  InvalidMessageError,
  publisherOf,
  type BodyRefusal,
  type Publisher,
  type PublisherSender,
} from './publishing/publisher.js';
export {
  cancelScheduled,
  schedule,
  type CancelResult,
  type ScheduledMessage,
  type ScheduleOptions,
  type ScheduleResult,
} from './publishing/schedule.js';
export type { Refusal } from './publishing/send-batch.js';
export type {
  Handling,
  LinkState,
  ObservedSender,
  ProcessorInstrumentation,
  PublisherInstrumentation,
  Settled,
} from './telemetry/instrumentation.js';
export type {
  ArrivedRequest,
  HttpServerInstrumentation,
  ObservedRequest,
} from './telemetry/http-server-instrumentation.js';
export type { OwnMetric } from './telemetry/own-metrics.js';
export type { Instrumentation, Telemetry } from './telemetry/telemetry.js';
export { propertiesOfTrace, traceOfHeaders, type TraceHeaders } from './telemetry/trace-headers.js';
export {
  NoTransactionsError,
  TransactionInDoubtError,
  TransactionInterruptedError,
  TransactionRefusal,
} from './transactions/refusal.js';
export { sendThenComplete } from './transactions/send-then-complete.js';
export {
  transactionalCompletion,
  type TransactionalCompletionOptions,
} from './transactions/transactional-completion.js';
export { deliveryOf, inboxIdOf, type InboxEntry, type InboxRecord, type InboxStore } from './inbox/inbox-store.js';
export { onceOnly } from './inbox/once-only.js';
export { openSqliteInbox, type OnceResult, type SqliteInbox, type SqliteInboxOptions } from './inbox/sqlite-inbox.js';
export type {
  MessageSession,
  SessionHandlerContext,
  SessionMessageHandler,
} from './processing/sessions/session-context.js';
export { runSessionProcessor, type SessionProcessorOptions } from './processing/sessions/session-processor.js';
export {
  queueSessions,
  subscriptionSessions,
  type SessionReceiver,
  type SessionSource,
} from './processing/sessions/session-source.js';
export type { PoisonPolicy } from './processing/sessions/session-work.js';
