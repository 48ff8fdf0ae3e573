import type { Logger } from '../logger.js';
import type { LinkState, ProcessorInstrumentation } from '../telemetry/instrumentation.js';
import type { CircuitBreakerOptions } from './circuit-breaker.js';
import type { CompleteAndSend } from './complete-and-send.js';
import type { FailurePolicy } from './message-handler.js';
import type { ProcessingReceiver } from './processing-receiver.js';

/** What processing messages and processing batches have in common. */
export interface ProcessingOptions {
  readonly receiver: ProcessingReceiver;
  /**
   * Stops it: nothing more is received or begun, what is being handled is finished and settled within `stopDeadline`, the
   * rest is handed back.
   */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Handlers that run at the same time, 1 to 2,000. Defaults are those of {@link processingDefaults}. */
  readonly concurrency?: number;
  /**
   * Messages held at once, being handled or ready, 1 to 2,000: no more handlers run. Lower it for slow handlers: what one
   * process holds, its siblings cannot take.
   */
  readonly prefetch?: number;
  /** Ends after this many milliseconds without a message, those of a pause aside. Default: never. */
  readonly stopWhenIdle?: number;
  /** Ends when this many messages are processed or dead-lettered. Default: no limit. */
  readonly maxMessages?: number;
  /** Milliseconds that a message's lock is renewed for while it waits or is handled. */
  readonly maxLockRenewal?: number;
  /**
   * Milliseconds that handlers have to end once it stops. Then their signals fire, and a moment later what is not done is
   * handed back.
   */
  readonly stopDeadline?: number;
  /** Decides what becomes of a message whose handler fails. Default: {@link abandonOrDeadLetter}. */
  readonly onFailure?: FailurePolicy;
  /** How a message is completed together with what its handler sends. Without it a message whose handler sends is abandoned. */
  readonly completeAndSend?: CompleteAndSend;
  /** Pauses while most messages fail. Default: it never pauses. */
  readonly circuitBreaker?: CircuitBreakerOptions;
  /** Traces and measures. Default: nobody does. */
  readonly instrumentation?: ProcessorInstrumentation | undefined;
  /** Told when the link to the entity opens, and when it is interrupted. */
  readonly onLink?: (state: LinkState) => void;
}
