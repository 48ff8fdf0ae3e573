import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import { persist, type PersistOptions } from '../backoff.js';
import { publishingDefaults } from '../defaults.js';
import { explainFailure, MessagingFailure } from '../errors.js';
import { BatchBuilder, noBatches } from './batch-builder.js';
import { takeEach } from './take-each.js';
import { sendBatch, type Batch, type Refusal } from './send-batch.js';

/** The part of a sender that publishing uses. */
export type BatchSender = Pick<ServiceBusSender, 'createMessageBatch' | 'sendMessages' | 'entityPath'>;

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
   * Milliseconds for which a broker that is away is waited for, batch by batch. Default: one minute. What was on its way
   * when the connection broke is sent again and may then be there twice, with the same message id.
   */
  readonly patience?: number;
  /** Called when a batch has failed and is tried again. */
  readonly onRetry?: (error: unknown) => void;
  /** Called after each batch. */
  readonly onProgress?: (progress: PublishProgress) => void;
  /** Called for each message that cannot be sent. The others still go. */
  readonly onRefused?: (refusal: Refusal) => void;
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

/**
 * Sends messages, however many: in batches as large as the link allows, several under way at once, asking for the next
 * message only as the broker keeps up. Memory stays flat whatever the number. Batches under way at once may overtake
 * each other; set `maxBatchesInFlight` to 1 where order matters.
 *
 * @returns what was accepted and refused. Refused are messages too large for the link or otherwise impossible to send
 * @throws {@link PublishFailure} if the broker stays away for longer than the patience, or refuses the sender
 */
export async function publish(
  sender: BatchSender,
  messages: Iterable<ServiceBusMessage> | AsyncIterable<ServiceBusMessage>,
  options: PublishOptions = {},
): Promise<PublishResult> {
  const { onProgress, onRefused, signal } = options;
  const { maxMessagesPerBatch = publishingDefaults.maxMessagesPerBatch } = options;
  const { maxBatchesInFlight = publishingDefaults.maxBatchesInFlight } = options;
  const { patience = 60_000, onRetry } = options;
  const patient = patiently(sender, { patience, onRetry });
  const underWay = new Set<Promise<void>>();
  let accepted = 0;
  let refused = 0;
  let failure: unknown;
  let interrupted = false;

  const refuse = (refusal: Refusal) => {
    refused += 1;
    onRefused?.(refusal);
  };
  const launch = async (batch: Batch) => {
    while (underWay.size >= maxBatchesInFlight) await Promise.race(underWay);
    const sending = sendBatch(patient, batch, refuse)
      .then((count) => {
        accepted += count;
        onProgress?.({ accepted, refused });
      })
      .catch((error: unknown) => {
        failure ??= error;
      })
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
    // The client writes to its socket between turns of the event loop: without this pause it would keep this batch until
    // the next ones are packed too, and the broker would have nothing to do meanwhile.
    await nextTurn();
  };

  const launchAll = async (batches: readonly Batch[] | Promise<readonly Batch[]>): Promise<void> => {
    for (const batch of await batches) await launch(batch);
  };

  try {
    const builder = await BatchBuilder.open(patient, maxMessagesPerBatch, refuse);
    const add = (message: ServiceBusMessage): Promise<void> | void => {
      const filled = builder.add(message);
      return filled === noBatches ? undefined : launchAll(filled);
    };
    interrupted = await takeEach(messages, add, () => failure !== undefined || signal?.aborted === true);
    if (failure === undefined) for (const batch of builder.takeRest()) await launch(batch);
  } catch (error) {
    failure ??= error;
  }
  await Promise.all(underWay);
  if (failure !== undefined) {
    const { message } = explainFailure(failure, { action: 'send to', entity: sender.entityPath });
    throw new PublishFailure(`${message} (${accepted} accepted before)`, { accepted, refused }, { cause: failure });
  }
  return { accepted, refused, interrupted };
}

function patiently(sender: BatchSender, options: PersistOptions): BatchSender {
  return {
    entityPath: sender.entityPath,
    createMessageBatch: (size) => persist(() => sender.createMessageBatch(size), options),
    sendMessages: (messages) => persist(() => sender.sendMessages(messages), options),
  };
}
