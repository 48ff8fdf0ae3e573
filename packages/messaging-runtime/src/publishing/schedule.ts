import type { ServiceBusMessage, ServiceBusSender } from '@azure/service-bus';
import type Long from 'long';
import { persist } from '../backoff.js';
import { explainFailure, isLockLost } from '../errors.js';
import { deliver, type Way } from './deliver.js';
import type { Outflow, PublishOptions, PublishResult } from './publish-options.js';
import { defaultPatience, type BatchSender } from './publish.js';

/** The part of a sender that scheduling uses. */
export type SchedulingSender = Pick<BatchSender, 'createMessageBatch' | 'entityPath'> &
  Pick<ServiceBusSender, 'scheduleMessages'>;

/** A message that waits in the entity for its time, and the number by which it can be cancelled until then. */
export interface ScheduledMessage {
  readonly messageId: ServiceBusMessage['messageId'];
  readonly sequenceNumber: Long;
}

export interface ScheduleOptions extends PublishOptions {
  /** Called with messages that have just been scheduled. What was is known by it even if a later batch fails. */
  readonly onScheduled?: (messages: readonly ScheduledMessage[]) => void;
}

export interface ScheduleResult extends PublishResult {
  /** In the order in which they were accepted. */
  readonly scheduled: readonly ScheduledMessage[];
}

/** Fewer than are sent together: they go as one request, which says more about each message than a batch does. */
const maxMessagesPerRequest = 100;

/** Part of the link's limit that messages may take, so that what the request says about them fits as well. */
const shareOfLimit = 0.75;

/**
 * Sends messages that become available at a time to come; one that has passed is now. They go as with `publish`, a
 * hundred in a request.
 *
 * @param at the same for all of them
 * @returns also the numbers by which {@link cancelScheduled} takes messages back. A request that was tried again after a
 *   broken connection may have left messages behind that the first attempt scheduled, under numbers that nobody heard
 * @throws {@link PublishFailure} as `publish` does
 */
export async function schedule(
  sender: SchedulingSender,
  messages: Outflow,
  at: Date,
  options: ScheduleOptions = {},
): Promise<ScheduleResult> {
  if (Number.isNaN(at.getTime())) throw new RangeError('The time to schedule messages for is no date.');
  const { patience = defaultPatience, onRetry, onScheduled, maxMessagesPerBatch = maxMessagesPerRequest } = options;
  const observed = options.instrumentation?.sender(sender) ?? sender;
  const persistently = <Result>(attempt: () => Promise<Result>) => persist(attempt, { patience, onRetry });
  const scheduled: ScheduledMessage[] = [];
  const way: Way = {
    entity: sender.entityPath,
    source: { createMessageBatch: (size) => persistently(() => roomyBatch(observed, size)) },
    carry: async (batch) => {
      const numbers = await persistently(() => observed.scheduleMessages([...batch], at));
      const taken = numbers.map((sequenceNumber, index) => ({ messageId: batch[index]?.messageId, sequenceNumber }));
      scheduled.push(...taken);
      onScheduled?.(taken);
    },
  };
  const result = await deliver(way, messages, { ...options, maxMessagesPerBatch });
  return { ...result, scheduled };
}

async function roomyBatch(sender: SchedulingSender, size: Parameters<BatchSender['createMessageBatch']>[0]) {
  const whole = await sender.createMessageBatch(size);
  return sender.createMessageBatch({ maxSizeInBytes: Math.floor(whole.maxSizeInBytes * shareOfLimit) });
}

export interface CancelResult {
  readonly cancelled: number;
  /** Whose time had come, or that somebody else cancelled. */
  readonly gone: number;
}

/**
 * Takes scheduled messages back.
 *
 * @throws {@link MessagingFailure} if the broker stays away or refuses it
 */
export async function cancelScheduled(
  sender: Pick<ServiceBusSender, 'cancelScheduledMessages' | 'entityPath'>,
  scheduled: readonly Pick<ScheduledMessage, 'sequenceNumber'>[],
  { patience = defaultPatience, onRetry }: Pick<PublishOptions, 'patience' | 'onRetry'> = {},
): Promise<CancelResult> {
  const cancel = async (numbers: readonly Long[]): Promise<number> => {
    try {
      await persist(() => sender.cancelScheduledMessages([...numbers]), { patience, onRetry });
      return numbers.length;
    } catch (error) {
      if (!isLockLost(error)) throw explainFailure(error, { action: 'cancel messages in', entity: sender.entityPath });
      // One that is gone keeps all of its request from being cancelled.
      if (numbers.length === 1) return 0;
      const middle = Math.ceil(numbers.length / 2);
      return (await cancel(numbers.slice(0, middle))) + (await cancel(numbers.slice(middle)));
    }
  };
  let cancelled = 0;
  for (let start = 0; start < scheduled.length; start += maxMessagesPerRequest) {
    const part = scheduled.slice(start, start + maxMessagesPerRequest);
    cancelled += await cancel(part.map(({ sequenceNumber }) => sequenceNumber));
  }
  return { cancelled, gone: scheduled.length - cancelled };
}
