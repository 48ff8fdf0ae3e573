import { circuitBreakerDefaults } from '../defaults.js';
import { UnprocessableMessageError } from '../errors.js';
import { OutcomeWindow } from './outcome-window.js';

/**
 * - `closed`: work goes on
 * - `open`: too much has failed; nothing is begun until the pause is over
 * - `trial`: the pause is over; one message at a time shows whether work can go on
 */
export type CircuitState = 'closed' | 'open' | 'trial';

/**
 * When a processor pauses because what its handlers depend on is away, and for how long. Defaults are those of
 * {@link circuitBreakerDefaults}.
 */
export interface CircuitBreakerOptions {
  /** Share of failures among the outcomes looked at, 0 to 1, beyond which it opens. */
  readonly failureRate?: number;
  /** Latest outcomes that are looked at. */
  readonly outcomes?: number;
  /** Outcomes below which it never opens. */
  readonly minimumOutcomes?: number;
  /** Milliseconds for which an outcome counts. */
  readonly window?: number;
  /** Longest first pause, in milliseconds; it doubles with each trial that fails. */
  readonly firstPause?: number;
  /** Longest pause of all, in milliseconds. */
  readonly longestPause?: number;
  /**
   * Whether an error speaks against what the handler depends on. Default: all do but {@link UnprocessableMessageError},
   * which speaks against the message.
   */
  readonly counts?: (error: unknown) => boolean;
  /** Told of each change, for a readiness endpoint. */
  readonly onChange?: (state: CircuitState) => void;
}

/** What a circuit breaker takes from outside, for tests. */
export interface CircuitSurroundings {
  /** Milliseconds. */
  readonly now: () => number;
  /** From 0 to 1. */
  readonly random: () => number;
}

/**
 * Decides when to pause and when to try again, from the outcomes that it is told. A pause lasts a random time up to its
 * limit ("full jitter"), so that the many who wait for the same dependency do not come back at once.
 */
export class CircuitBreaker {
  readonly #options: typeof circuitBreakerDefaults;
  readonly #counts: (error: unknown) => boolean;
  readonly #onChange: ((state: CircuitState) => void) | undefined;
  readonly #surroundings: CircuitSurroundings;
  readonly #window: OutcomeWindow;
  #state: CircuitState = 'closed';
  #pausesInARow = 0;
  #pausedUntil = 0;

  constructor(
    options: CircuitBreakerOptions = {},
    surroundings: CircuitSurroundings = { now: Date.now, random: Math.random },
  ) {
    this.#options = {
      failureRate: options.failureRate ?? circuitBreakerDefaults.failureRate,
      outcomes: options.outcomes ?? circuitBreakerDefaults.outcomes,
      minimumOutcomes: options.minimumOutcomes ?? circuitBreakerDefaults.minimumOutcomes,
      window: options.window ?? circuitBreakerDefaults.window,
      firstPause: options.firstPause ?? circuitBreakerDefaults.firstPause,
      longestPause: options.longestPause ?? circuitBreakerDefaults.longestPause,
    };
    this.#counts = options.counts ?? countsByDefault;
    this.#onChange = options.onChange;
    this.#surroundings = surroundings;
    this.#window = new OutcomeWindow(this.#options.outcomes);
  }

  get state(): CircuitState {
    return this.#state;
  }

  /** End of the latest pause, 0 if there was none. */
  get pausedUntil(): number {
    return this.#pausedUntil;
  }

  /** Whether a failure is one that it looks at. */
  isFailure(error: unknown): boolean {
    return this.#counts(error);
  }

  /** A message was processed that was begun while it was closed. */
  succeeded(): void {
    if (this.#state === 'closed') this.#window.add(false, this.#surroundings.now());
  }

  /** A message that was begun while it was closed has failed. */
  failed(): void {
    if (this.#state !== 'closed') return;
    const now = this.#surroundings.now();
    this.#window.add(true, now);
    this.#window.dropBefore(now - this.#options.window);
    const { size, failures } = this.#window;
    if (size >= this.#options.minimumOutcomes && failures > size * this.#options.failureRate) this.#open();
  }

  /** The pause is over. */
  tryAgain(): void {
    if (this.#state === 'open') this.#become('trial');
  }

  trialSucceeded(): void {
    if (this.#state !== 'trial') return;
    this.#window.clear();
    this.#pausesInARow = 0;
    this.#become('closed');
  }

  trialFailed(): void {
    if (this.#state === 'trial') this.#open();
  }

  #open(): void {
    const { firstPause, longestPause } = this.#options;
    const limit = Math.min(longestPause, firstPause * 2 ** Math.min(this.#pausesInARow, 30));
    this.#pausesInARow += 1;
    this.#pausedUntil = this.#surroundings.now() + Math.round(limit * this.#surroundings.random());
    this.#become('open');
  }

  #become(state: CircuitState): void {
    this.#state = state;
    this.#onChange?.(state);
  }
}

function countsByDefault(error: unknown): boolean {
  return !(error instanceof UnprocessableMessageError);
}
