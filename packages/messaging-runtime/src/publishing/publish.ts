import type { ServiceBusSender } from '@azure/service-bus';
import { persist } from '../backoff.js';
import { deliver, type Way } from './deliver.js';
import type { Outflow, PublishOptions, PublishResult } from './publish-options.js';

/** The part of a sender that publishing uses. */
export type BatchSender = Pick<ServiceBusSender, 'createMessageBatch' | 'sendMessages' | 'entityPath'>;

/** Milliseconds for which a broker that is away is waited for, unless told otherwise. */
export const defaultPatience = 60_000;

/**
 * Sends messages, however many: in batches as large as the link allows, several under way at once, asking for the next
 * message only as the broker keeps up. Memory stays flat whatever the number. Batches under way at once may overtake
 * each other; set `oneKeyPerBatch` where the order within a session or partition key matters, and `maxBatchesInFlight` to
 * 1 where all order does.
 *
 * What fails is retried by the client's own policy first, which is for what passes within seconds. What is left for the
 * patience of this function is what that policy does not retry, a broker that refuses connections, and what outlasts it.
 *
 * @returns what was accepted and refused. Refused are messages too large for the link or otherwise impossible to send
 * @throws {@link PublishFailure} if the broker stays away for longer than the patience, or refuses the sender
 */
export function publish(sender: BatchSender, messages: Outflow, options: PublishOptions = {}): Promise<PublishResult> {
  const { patience = defaultPatience, onRetry, instrumentation } = options;
  const observed = instrumentation?.sender(sender) ?? sender;
  const persistently = <Result>(attempt: () => Promise<Result>) => persist(attempt, { patience, onRetry });
  const way: Way = {
    entity: sender.entityPath,
    source: { createMessageBatch: (size) => persistently(() => observed.createMessageBatch(size)) },
    carry: (batch, packed) => {
      // One message goes as itself: a batch of one counts against the limit of batches.
      const alone = batch.length === 1 ? batch[0] : undefined;
      const parcel = alone ?? packed ?? [...batch];
      return persistently(() => observed.sendMessages(parcel));
    },
  };
  return deliver(way, messages, options);
}
