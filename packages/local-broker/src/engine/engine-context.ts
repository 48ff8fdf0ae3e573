import type { Clock } from './clock.js';
import type { Deadlines } from './deadlines.js';
import type { Journal } from './journal.js';
import type { LockTokens } from './lock-tokens.js';
import type { MessageResidence } from './message-residence.js';

/** What all message queues of a broker share. */
export interface EngineContext {
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  readonly journal: Journal;
  readonly lockTokens: LockTokens;
  /** Which messages are in memory. */
  readonly residence: MessageResidence;
  /** The next message's identity in the journal. */
  readonly nextMessageId: () => number;
}
