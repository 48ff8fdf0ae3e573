import type { Logger } from '../../logger.js';
import type { CompleteAndSend } from '../complete-and-send.js';
import type { MutableCounts } from '../counts.js';
import type { ProcessorInstrumentation } from '../../telemetry/instrumentation.js';
import type { FailurePolicy } from '../message-handler.js';
import type { Places } from './places.js';
import type { SessionMessageHandler } from './session-context.js';

/** What becomes of the messages behind one that is dead-lettered: they are handled, or follow it. */
export type PoisonPolicy = 'skip' | 'dead-letter-session';

/** What the sessions of one processor have in common. */
export interface SessionWork {
  readonly handler: SessionMessageHandler;
  readonly onFailure: FailurePolicy;
  readonly completeAndSend: CompleteAndSend | undefined;
  readonly instrumentation: ProcessorInstrumentation | undefined;
  readonly onPoison: PoisonPolicy;
  readonly pauseBeforeRetry: (failures: number) => number;
  /** Milliseconds that a handler may ask for to wait, at most. */
  readonly maxLockRenewal: number;
  readonly idle: number;
  readonly maxMessagesPerSession: number;
  readonly maxTimePerSession: number;
  readonly log: Logger;
  readonly counts: MutableCounts;
  readonly places: Pick<Places, 'areScarce'>;
  readonly turns: Pick<Turns, 'begin' | 'end'>;
}

/** Who may handle a message, where no more than so many are wanted. */
export class Turns {
  readonly #wanted: () => number;
  readonly #onEnough: () => void;
  readonly #waiting: ((mayBegin: boolean) => void)[] = [];
  #inHand = 0;
  #emptySince = Date.now();
  #isOver = false;

  /**
   * @param wanted messages that are still wanted: those in hand may yet fail and not count
   * @param onEnough told when none is
   */
  constructor(wanted: () => number, onEnough: () => void) {
    this.#wanted = wanted;
    this.#onEnough = onEnough;
  }

  /** Messages that are being handled. */
  get inHand(): number {
    return this.#inHand;
  }

  /** Moment since which no message is in hand, in milliseconds since the epoch; now, while one is. */
  get emptySince(): number {
    return this.#inHand > 0 ? Date.now() : this.#emptySince;
  }

  /** @returns whether a message may be handled, once that is known: at once, unless those in hand may be enough */
  async begin(): Promise<boolean> {
    if (this.#isOver) return false;
    if (this.#inHand < this.#wanted()) {
      this.#inHand += 1;
      return true;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** One that was begun has ended. */
  end(): void {
    this.#inHand -= 1;
    this.#emptySince = Date.now();
    if (this.#wanted() <= 0) this.#onEnough();
    while (!this.#isOver && this.#inHand < this.#wanted()) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#inHand += 1;
      next(true);
    }
  }

  /** Nothing more is begun. */
  stop(): void {
    this.#isOver = true;
    for (const next of this.#waiting.splice(0)) next(false);
  }
}
