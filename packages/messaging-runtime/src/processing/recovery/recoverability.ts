import { hostname } from 'node:os';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { persist, type PersistOptions } from '../../backoff.js';
import { recoverabilityDefaults } from '../../defaults.js';
import { isBusy, isRefusal, NotSentError, problemOf, RetryLaterError } from '../../errors.js';
import type { Logger } from '../../logger.js';
import { lastErrorStackProperty, retryAttemptOf, retryAttemptProperty } from '../../message-properties.js';
import type { CompleteAndSend } from '../complete-and-send.js';
import type { FailurePolicy, MessageHandler } from '../message-handler.js';
import type { Outcome } from '../settlement-lane.js';
import { delayBefore, type DelayedRetries } from './backoff.js';
import { detailsOf, type ErrorDetails } from './error-details.js';
import { accountOf } from './failure-account.js';
import { ImmediateRetries } from './immediate-retries.js';
import { retryCopyOf, type RetryRoute } from './retry-copy.js';
import { fitting, type Properties } from './room-for-properties.js';
import { unrecoverableBy, type Unrecoverable } from './unrecoverable.js';

export interface RecoverabilityOptions {
  /** App that processes: dead letters name it. */
  readonly app: string;
  readonly log: Pick<Logger, 'debug' | 'warn'>;
  /** How often a handler that failed is called again at once, in the same delivery. Default 5; 0 for never. */
  readonly immediateRetries?: number | undefined;
  /** Milliseconds before each immediate retry. Default 0. */
  readonly immediatePause?: number | undefined;
  readonly delayedRetries?: Partial<DelayedRetries> | undefined;
  /**
   * Where messages go that are put off. Default: nothing is put off. A message is abandoned instead, to come again at once,
   * as often as it would have been put off: in sessions that is what keeps their order.
   */
  readonly retryTo?: RetryRoute | undefined;
  /** Errors that no retry heals, beside `UnprocessableMessageError`: their messages are dead-lettered at once. */
  readonly unrecoverable?: readonly Unrecoverable[] | undefined;
  /** From 0 to 1. Default: by chance. */
  readonly random?: (() => number) | undefined;
  /** Milliseconds since the epoch. Default: the machine's clock. */
  readonly now?: (() => number) | undefined;
}

/** What becomes of messages whose handler fails. */
export interface Recoverability {
  /** How often a handler was called again at once. */
  readonly retriedAtOnce: number;
  /** The handler with its immediate retries. */
  readonly handler: (handler: MessageHandler) => MessageHandler;
  /** For the processor: puts off, abandons or dead-letters. */
  readonly onFailure: FailurePolicy;
  /**
   * For the processor, around what it completes and sends by. Waits for an entity that is busy for up to 20 seconds: a message
   * that was handed back instead would soon have used up its deliveries. Finds out that the key may not send, and puts
   * nothing off then.
   */
  readonly completeAndSend: (inner: CompleteAndSend) => CompleteAndSend;
}

/**
 * Recovers from failures: a handler that failed is called again at once; a message that goes on failing is put off, for
 * longer from time to time; and what fails until its attempts are used up is dead-lettered with all that is known of its
 * failure. A message gets `(immediateRetries + 1) * (delayedRetries.count + 1)` attempts, deliveries that end with a lost
 * lock or a dead process not counted.
 *
 * @throws RangeError for an option out of its range
 */
export function recoverability(options: RecoverabilityOptions): Recoverability {
  return new Recovery(options);
}

class Recovery implements Recoverability {
  readonly onFailure: FailurePolicy;
  readonly #log: RecoverabilityOptions['log'];
  readonly #immediate: ImmediateRetries;
  readonly #delayed: DelayedRetries;
  readonly #isUnrecoverable: (error: unknown) => boolean;
  readonly #failedBy: string;
  readonly #random: () => number;
  readonly #now: () => number;
  #route: RetryRoute | undefined;

  constructor(options: RecoverabilityOptions) {
    const { app, log, retryTo, unrecoverable = [], random = Math.random, now = Date.now } = options;
    const { immediateRetries, immediatePause, count, base, max } = recoverabilityDefaults;
    this.#log = log;
    this.#route = retryTo;
    this.#random = random;
    this.#now = now;
    this.#failedBy = `${app}@${hostname()}`;
    this.#delayed = { count, base, max, ...options.delayedRetries };
    this.#isUnrecoverable = unrecoverableBy(unrecoverable);
    this.#immediate = new ImmediateRetries({
      count: atLeastZero(options.immediateRetries ?? immediateRetries, 'immediateRetries'),
      pause: atLeastZero(options.immediatePause ?? immediatePause, 'immediatePause'),
      isFinal: (error) => error instanceof RetryLaterError || this.#isUnrecoverable(error),
    });
    for (const [name, value] of Object.entries(this.#delayed)) atLeastZero(value, `delayedRetries.${name}`);
    this.onFailure = (error, message) => this.#outcomeOf(error, message);
  }

  get retriedAtOnce(): number {
    return this.#immediate.retried;
  }

  handler(handler: MessageHandler): MessageHandler {
    return this.#immediate.around(handler);
  }

  completeAndSend(inner: CompleteAndSend): CompleteAndSend {
    return async (messages, sends) => {
      try {
        await persist(() => inner(messages, sends), whileBusy);
      } catch (error) {
        const cause = causeOf(error);
        if (isRefusal(cause) && sends.some(({ entity }) => entity === this.#route?.entity)) this.#giveUpRoute(cause);
        throw error;
      }
    };
  }

  #outcomeOf(error: unknown, message: ServiceBusReceivedMessage): Outcome {
    const now = this.#now();
    const details = detailsOf(error);
    const failures = this.#immediate.failuresOf(message);
    const account = accountOf(message, { details, failures, now, failedBy: this.#failedBy });
    const attempt = retryAttemptOf(message) + 1;
    if (this.#isUnrecoverable(error) || attempt > this.#delayed.count) return deadLetter(message, details, account);
    const delay = (error instanceof RetryLaterError ? error.delay : undefined) ?? this.#delayBefore(attempt);
    return this.#putOff(message, attempt, delay, now, account) ?? abandon(message, attempt, account);
  }

  #delayBefore(attempt: number): number {
    return delayBefore(attempt, this.#delayed, this.#random);
  }

  #putOff(
    message: ServiceBusReceivedMessage,
    attempt: number,
    delay: number,
    now: number,
    failure: Properties,
  ): Outcome | undefined {
    if (this.#route === undefined) return undefined;
    const copy = retryCopyOf(message, this.#route, { attempt, delay, now, failure });
    if (copy === undefined) return undefined;
    const { messageId } = message;
    this.#log.debug({ messageId, attempt, of: this.#delayed.count, delay }, 'message is tried again later');
    return { kind: 'complete', sends: [copy] };
  }

  #giveUpRoute(refusal: unknown): void {
    const entity = this.#route?.entity;
    this.#route = undefined;
    this.#log.warn(
      { entity, problem: problemOf(refusal) },
      'messages that fail cannot be put off, and are abandoned instead: use a key that may send, too',
    );
  }
}

const whileBusy: PersistOptions = {
  patience: recoverabilityDefaults.busyPatience,
  // Only then nothing is settled.
  canHeal: (error) => error instanceof NotSentError && isBusy(error.cause),
};

function causeOf(error: unknown): unknown {
  return error instanceof NotSentError ? error.cause : error;
}

function deadLetter(message: ServiceBusReceivedMessage, details: ErrorDetails, account: Properties): Outcome {
  const { reason, description, stack } = details;
  const taken = Buffer.byteLength(reason) + Buffer.byteLength(description);
  const { properties } = fitting(message, { ...account, [lastErrorStackProperty]: stack }, taken);
  return { kind: 'dead-letter', reason, description, properties };
}

/** The message itself counts its attempts: its delivery count has deliveries in it that failed nobody. */
function abandon(message: ServiceBusReceivedMessage, attempt: number, account: Properties): Outcome {
  return { kind: 'abandon', properties: fitting(message, { [retryAttemptProperty]: attempt, ...account }).properties };
}

function atLeastZero(value: number, option: string): number {
  if (value >= 0) return value;
  throw new RangeError(`${option} is ${value} and must be at least 0`);
}
