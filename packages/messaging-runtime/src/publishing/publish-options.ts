import type { ServiceBusMessage } from '@azure/service-bus';
import { MessagingFailure } from '../errors.js';
import type { PublisherInstrumentation } from '../telemetry/instrumentation.js';
import type { Refusal } from './send-batch.js';

/** Stands among messages where a source pauses: what came before it goes now, without waiting for its batch to fill. */
export const sendNow: unique symbol = Symbol('send now');

export type SendNow = typeof sendNow;

/** Messages on their way out, made or read as they are asked for. */
export type Outflow = Iterable<ServiceBusMessage | SendNow> | AsyncIterable<ServiceBusMessage | SendNow>;

export interface PublishProgress {
  /** Messages that the broker has accepted so far. */
  readonly accepted: number;
  /** Messages that cannot be sent, so far. */
  readonly refused: number;
}

export interface PublishOptions {
  /** Most messages in one batch; the link's size limit ends it earlier. Defaults are those of {@link publishingDefaults}. */
  readonly maxMessagesPerBatch?: number;
  /** Batches sent and not yet accepted, beyond which no more messages are asked for. */
  readonly maxBatchesInFlight?: number;
  /**
   * Whether the messages of a batch share their session, or partition key where they have none, as Azure demands of
   * partitioned entities. Batches of the same key are then sent one after the other, so that each key's messages stay in
   * sequence however many batches are in flight. Without it, a batch that Azure refuses for its keys is sent anew key by
   * key, which costs a round trip. Default: false.
   */
  readonly oneKeyPerBatch?: boolean;
  /**
   * Milliseconds for which a broker that is away is waited for, batch by batch. Default: one minute. What was on its way
   * when the connection broke is sent again and may then be there twice, with the same message id: an entity with
   * duplicate detection drops the second.
   */
  readonly patience?: number;
  /** Called when a batch has failed, the client's own retries included, and is tried again. */
  readonly onRetry?: (error: unknown) => void;
  /** Called with messages that the broker has just accepted. */
  readonly onAccepted?: (messages: readonly ServiceBusMessage[]) => void;
  /** Called after each batch. */
  readonly onProgress?: (progress: PublishProgress) => void;
  /** Called for each message that cannot be sent. The others still go. */
  readonly onRefused?: (refusal: Refusal) => void;
  /** Traces and measures. Default: nobody does. */
  readonly instrumentation?: PublisherInstrumentation | undefined;
  /** Stops asking for messages; what was already asked for is still sent. */
  readonly signal?: AbortSignal;
}

export interface PublishResult extends PublishProgress {
  /** Whether the signal ended it before the messages were at their end. */
  readonly interrupted: boolean;
}

/** Publishing ended early. Every message counted as accepted is safely with the broker; no later one is known to be. */
export class PublishFailure extends MessagingFailure {
  constructor(
    message: string,
    readonly progress: PublishProgress,
    options: ErrorOptions,
  ) {
    super(message, options);
  }
}
