import { setTimeout as pause } from 'node:timers/promises';
import type { ServiceBusReceiver } from '@azure/service-bus';
import { processingDefaults } from '../defaults.js';
import { isLockLost, MessagingFailure, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { zeroCounts, type ProcessingCounts } from './counts.js';
import { Credits } from './credits.js';
import { InFlight, type HeldMessage } from './in-flight.js';
import { startLockRenewal } from './lock-renewal.js';
import { outcomeOf, type MessageHandler } from './message-handler.js';
import { startReception } from './reception.js';
import { SettlementLane, type Outcome } from './settlement-lane.js';

/** The part of a receiver that processing uses. Make it with {@link processingReceiverOptions}. */
export type ProcessingReceiver = Pick<
  ServiceBusReceiver,
  | 'subscribe'
  | 'completeMessage'
  | 'abandonMessage'
  | 'deadLetterMessage'
  | 'renewMessageLock'
  | 'entityPath'
  | 'isClosed'
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
   * Messages held at once, being handled or ready, 1 to 2,000: no more handlers run. Lower it for slow handlers: what one
   * process holds, its siblings cannot take.
   */
  readonly prefetch?: number;
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
  const { receiver, handler, signal, log, maxMessages = Infinity, stopWhenIdle = Infinity } = options;
  const { concurrency = processingDefaults.concurrency, prefetch = processingDefaults.prefetch } = options;
  const { maxLockRenewal = processingDefaults.maxLockRenewal } = options;
  const counts = zeroCounts();
  if (signal.aborted || maxMessages < 1) return counts;
  const inFlight = new InFlight();
  const lane = new SettlementLane(receiver);
  const credits = new Credits(Math.min(prefetch, maxMessages));
  const waiting: HeldMessage[] = [];
  const stop = new AbortController();
  let failure: MessagingFailure | undefined;
  let onEmpty: (() => void) | undefined;
  let openSince = Infinity;
  let running = 0;

  /** Messages that are still wanted: those held may yet fail and not count. */
  const wanted = (): number => maxMessages - counts.processed - counts.deadLettered;

  // What runs for each message makes no named functions: giving each its name, as the compiler does, costs a microsecond.
  const letGo = (held: HeldMessage): void => {
    inFlight.remove(held);
    if (inFlight.size === 0) onEmpty?.();
    if (stop.signal.aborted) return;
    if (wanted() <= 0) return stop.abort();
    if (waiting.length > 0) startWaiting();
    credits.giveBack(Math.min(prefetch - inFlight.size, inFlight.room, wanted() - inFlight.size));
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

  const mayStart = (): boolean =>
    // A link that opens anew brings all its credits, and so perhaps more than are wanted: the surplus waits.
    !stop.signal.aborted && running < concurrency && inFlight.size - waiting.length < wanted();

  const startWaiting = (): void => {
    while (mayStart()) {
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

  const fail = (why: MessagingFailure): void => {
    failure ??= why;
    stop.abort();
  };

  const onStop = (): void => stop.abort();
  signal.addEventListener('abort', onStop);
  const stopRenewal = startLockRenewal({ receiver, inFlight, ceiling: maxLockRenewal, log });
  try {
    const close = startReception({
      receiver,
      log,
      credits: credits.granted,
      onFailure: fail,
      onLinkOpen: () => {
        openSince = Math.min(openSince, Date.now());
        credits.onLinkOpen();
      },
      onMessage: (message) => {
        counts.received += 1;
        if ((message.deliveryCount ?? 0) > 0) counts.retried += 1;
        waiting.push(inFlight.add(message));
        const credit = credits.take();
        startWaiting();
        return credit;
      },
    });
    while (!stop.signal.aborted) {
      const patience = stopWhenIdle - (Date.now() - Math.max(openSince, inFlight.emptySince));
      if (patience <= 0) break;
      if (receiver.isClosed) fail(closedUnderway(receiver.entityPath));
      await pause(Math.min(patience, stopWhenIdle, watchInterval), undefined, { signal: stop.signal }).catch(
        () => undefined,
      );
    }
    stop.abort();
    // What is handed back may come back at once: only to others, once the subscription is closed.
    await lane.whileQuiet(close);
  } finally {
    stop.abort();
    for (const held of waiting.splice(0)) settle(held, { kind: 'abandon' }, 'released');
    if (inFlight.size > 0) await new Promise<void>((resolve) => (onEmpty = resolve));
    signal.removeEventListener('abort', onStop);
    stopRenewal();
  }
  if (failure !== undefined) throw failure;
  return counts;
}

/** Milliseconds between two looks at whether the client was closed, which it tells nobody. */
const watchInterval = 1_000;

function closedUnderway(entity: string): MessagingFailure {
  return new MessagingFailure(`Cannot receive from ${entity}: its client was closed — stop processing before that`);
}

function countOf(outcome: Outcome): keyof ProcessingCounts {
  if (outcome.kind === 'complete') return 'processed';
  return outcome.kind === 'abandon' ? 'abandoned' : 'deadLettered';
}
