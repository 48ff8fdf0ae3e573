import { problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { CircuitBreaker, type CircuitBreakerOptions } from './circuit-breaker.js';
import type { MutableCounts } from './counts.js';
import type { HeldMessage } from './in-flight.js';
import type { Handled } from './message-handler.js';

export interface CircuitOptions extends CircuitBreakerOptions {
  readonly entity: string;
  readonly log: Pick<Logger, 'warn' | 'info'>;
  /** Where its pauses are counted. */
  readonly tally: Pick<MutableCounts, 'paused'>;
  /** A pause is over: a message may be begun. */
  readonly onTrial: () => void;
}

/**
 * A circuit breaker at work in a processor.
 *
 * While it is open, nothing is begun and nothing more is asked for. What has come already stays locked, its lock renewed:
 * handing it back would raise its delivery count, and an outage would send it to the dead letters. For the same reason a
 * message whose trial fails is kept, and tried again after the others. A lock that reaches the ceiling of its renewal
 * expires, and costs its message one delivery.
 */
export class Circuit {
  readonly #options: CircuitOptions;
  readonly #breaker: CircuitBreaker;
  #trial: HeldMessage | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CircuitOptions) {
    this.#options = options;
    this.#breaker = new CircuitBreaker(options);
  }

  /** Whether a message may be begun. */
  get admits(): boolean {
    const { state } = this.#breaker;
    return state === 'closed' || (state === 'trial' && this.#trial === undefined);
  }

  get isClosed(): boolean {
    return this.#breaker.state === 'closed';
  }

  /** End of the latest pause, in milliseconds since the epoch. */
  get pausedUntil(): number {
    return this.#breaker.pausedUntil;
  }

  /** How many of so many messages may be asked for. */
  limit(room: number): number {
    const { state } = this.#breaker;
    if (state === 'closed') return room;
    return state === 'trial' ? Math.min(room, 1) : 0;
  }

  /** A message is begun: it is the trial, if it is time for one. */
  begin(held: HeldMessage): void {
    if (this.#breaker.state === 'trial') this.#trial = held;
  }

  /**
   * A message was handled.
   *
   * @returns whether it is to be kept, and tried again later
   */
  end(held: HeldMessage, { failure, outcome }: Handled): boolean {
    const wasTrial = held === this.#trial;
    if (wasTrial) this.#trial = undefined;
    if (failure === undefined) {
      if (wasTrial) this.#close();
      else this.#breaker.succeeded();
      return false;
    }
    // A handler that was interrupted says nothing of what it depends on.
    const speaks = held.context?.interruption === undefined && this.#breaker.isFailure(failure.error);
    if (!speaks) return false;
    if (wasTrial) this.#breaker.trialFailed();
    else this.#breaker.failed();
    if (this.#breaker.state === 'open' && this.#timer === undefined) this.#pause(failure.error, wasTrial);
    return wasTrial && outcome.kind !== 'dead-letter';
  }

  /** Ends its pause, if there is one: no trial follows. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  #pause(error: unknown, wasTrial: boolean): void {
    const { entity, log, tally } = this.#options;
    const pause = Math.max(0, this.pausedUntil - Date.now());
    if (!wasTrial) tally.paused += 1;
    const what = wasTrial ? 'trial failed: pausing on' : 'most messages fail: pausing, what has come stays locked';
    log.warn({ entity, pause, problem: problemOf(error) }, what);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#breaker.tryAgain();
      this.#options.onTrial();
    }, pause);
  }

  #close(): void {
    this.#breaker.trialSucceeded();
    this.#options.log.info({ entity: this.#options.entity }, 'trial succeeded: going on');
  }
}
