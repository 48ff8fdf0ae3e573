import type { ServiceBusReceivedMessage, ServiceBusReceiver } from '@azure/service-bus';
import { processingDefaults } from '../defaults.js';
import { isLockLost, problemOf, UnprocessableMessageError } from '../errors.js';
import type { Logger } from '../logger.js';
import { zeroCounts, type ProcessingCounts } from './counts.js';
import { InFlight, sessionWindow, type HeldMessage } from './in-flight.js';
import { startLockRenewal } from './lock-renewal.js';
import { receiveUntilStopped } from './receive-loop.js';
import { SettlementLane, type Outcome } from './settlement-lane.js';
import { whenDone } from '../when-done.js';

/**
 * Does the work that one message asks for. When it returns, the message is completed.
 *
 * @throws {@link UnprocessableMessageError} for a message that can never be processed: it is dead-lettered. Any other
 *   error means that it may work later: the message is abandoned and comes again, until the entity's maximum delivery
 *   count sends it to the dead letters
 */
export type MessageHandler = (message: ServiceBusReceivedMessage) => Promise<void> | void;

/** The part of a receiver that processing uses. Make it with {@link processingReceiverOptions}. */
export type ProcessingReceiver = Pick<
  ServiceBusReceiver,
  'receiveMessages' | 'completeMessage' | 'abandonMessage' | 'deadLetterMessage' | 'renewMessageLock' | 'entityPath'
>;

export interface ProcessorOptions {
  readonly receiver: ProcessingReceiver;
  readonly handler: MessageHandler;
  /** Stops it: nothing more is received, what is being handled is finished and settled, the rest is handed back. */
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Handlers that run at the same time, 1 to 2,000. Defaults are those of {@link processingDefaults}. */
  readonly concurrency?: number;
  /**
   * Messages asked for at once, 1 to 1,000. Lower it for slow handlers: what one process holds, its siblings cannot take.
   */
  readonly batchSize?: number;
  /** Ends after this many milliseconds without a message. Default: never. */
  readonly stopWhenIdle?: number;
  /** Ends when this many messages are processed or dead-lettered. Default: no limit. */
  readonly maxMessages?: number;
  /** Milliseconds that a message's lock is renewed for while it waits or is handled. */
  readonly maxLockRenewal?: number;
}

/**
 * Options of a receiver for {@link runProcessor}: locks are renewed here, bodies are parsed by the handler, and properties
 * that are timestamps stay `Date`s, since looking for them takes the client a tenth of its time.
 */
export const processingReceiverOptions = {
  receiveMode: 'peekLock',
  maxAutoLockRenewalDurationInMs: 0,
  skipParsingBodyAsJson: true,
  skipConvertingDate: true,
} as const;

/**
 * Receives messages under peek-lock, hands each to the handler and settles it, until it is told to stop.
 * A connection that breaks is waited for; meanwhile messages whose locks expire go to others, as Service Bus has it.
 *
 * @returns what became of the messages, once all are settled
 * @throws {@link MessagingFailure} if the entity cannot be received from for good; what was held is settled before
 */
export async function runProcessor(options: ProcessorOptions): Promise<ProcessingCounts> {
  const { receiver, handler, signal, log } = options;
  const { concurrency = processingDefaults.concurrency, batchSize = processingDefaults.batchSize } = options;
  const { maxLockRenewal = processingDefaults.maxLockRenewal } = options;
  const counts = zeroCounts();
  const inFlight = new InFlight();
  const lane = new SettlementLane(receiver);
  const waiting: HeldMessage[] = [];
  let wakers: (() => void)[] = [];
  let running = 0;

  // What runs for each message makes no named functions: giving each its name, as the compiler does, costs a microsecond.
  const letGo = (held: HeldMessage): void => {
    inFlight.remove(held);
    if (wakers.length === 0) return;
    const woken = wakers;
    wakers = [];
    for (const wake of woken) wake();
  };

  const notSettled = (
    { message: { messageId, deliveryCount } }: HeldMessage,
    outcome: Outcome,
    error: unknown,
  ): void => {
    counts[isLockLost(error) ? 'lockLost' : 'unsettled'] += 1;
    log.warn({ messageId, deliveryCount, outcome: outcome.kind, problem: problemOf(error) }, 'message not settled');
  };

  const settle = (held: HeldMessage, outcome: Outcome, count: keyof ProcessingCounts): void => {
    void lane.settle(held.message, outcome).then(
      () => {
        counts[count] += 1;
        letGo(held);
      },
      (error: unknown) => {
        notSettled(held, outcome, error);
        letGo(held);
      },
    );
  };

  const finish = (held: HeldMessage, outcome: Outcome): void => {
    running -= 1;
    settle(held, outcome, countOf(outcome));
  };

  const startWaiting = (): void => {
    while (!signal.aborted && running < concurrency) {
      const held = waiting.shift();
      if (held === undefined) return;
      running += 1;
      const outcome = outcomeOf(handler, held.message, log);
      if (!(outcome instanceof Promise)) finish(held, outcome);
      else {
        void outcome.then((late) => {
          finish(held, late);
          startWaiting();
        });
      }
    }
  };

  const release = (): void => {
    for (const held of waiting.splice(0)) settle(held, { kind: 'abandon' }, 'released');
  };

  const settled = (): Promise<void> => new Promise((resolve) => wakers.push(resolve));

  const stopRenewal = startLockRenewal({ receiver, inFlight, ceiling: maxLockRenewal, log });
  signal.addEventListener('abort', release);
  try {
    await receiveUntilStopped({
      ...options,
      batchSize,
      inFlight,
      settled,
      most: () => Math.min(inFlight.room, spareOf(batchSize, inFlight), leftOf(options.maxMessages, counts, inFlight)),
      isComplete: () => leftOf(options.maxMessages, counts, inFlight) <= 0 && inFlight.size === 0,
      onMessage: (message) => {
        counts.received += 1;
        if ((message.deliveryCount ?? 0) > 0) counts.retried += 1;
        waiting.push(inFlight.add(message));
        startWaiting();
      },
    });
  } finally {
    release();
    while (inFlight.size > 0) await settled();
    signal.removeEventListener('abort', release);
    stopRenewal();
  }
  return counts;
}

const completed: Outcome = { kind: 'complete' };

/** Known at once if the handler waits for nothing. */
function outcomeOf(
  handler: MessageHandler,
  message: ServiceBusReceivedMessage,
  log: Logger,
): Outcome | Promise<Outcome> {
  try {
    const outcome = whenDone(handler(message), () => completed);
    if (!(outcome instanceof Promise)) return outcome;
    return outcome.catch((error: unknown) => outcomeOfFailure(error, message, log));
  } catch (error) {
    return outcomeOfFailure(error, message, log);
  }
}

function outcomeOfFailure(error: unknown, message: ServiceBusReceivedMessage, log: Logger): Outcome {
  const { messageId, deliveryCount } = message;
  if (error instanceof UnprocessableMessageError) {
    const { reason, description } = error;
    log.warn({ messageId, deliveryCount, reason, description }, 'message dead-lettered');
    return { kind: 'dead-letter', reason, description };
  }
  log.warn({ messageId, deliveryCount, problem: problemOf(error) }, 'message abandoned');
  log.debug({ messageId, err: error }, 'why it was abandoned');
  return { kind: 'abandon' };
}

function countOf(outcome: Outcome): keyof ProcessingCounts {
  if (outcome.kind === 'complete') return 'processed';
  return outcome.kind === 'abandon' ? 'abandoned' : 'deadLettered';
}

/** Two batches are held at most: one being handled, one ready. Asking for a few at a time costs more than it brings. */
function spareOf(batchSize: number, { size }: InFlight): number {
  const spare = 2 * batchSize - size;
  return 2 * spare < batchSize ? 0 : spare;
}

/** Messages that may still be asked for: those held may yet fail and not count. */
function leftOf(maxMessages: number | undefined, counts: ProcessingCounts, inFlight: InFlight): number {
  return maxMessages === undefined
    ? sessionWindow
    : maxMessages - counts.processed - counts.deadLettered - inFlight.size;
}
