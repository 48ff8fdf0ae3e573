import type { LockOwner } from './lock-owner.js';
import type { BrokerMessage, Lock } from './message.js';

/**
 * How a receiver takes messages. With peek-lock it settles each one, or the message is given out again once the lock
 * expires; with receive-and-delete a message is gone once it is sent.
 */
export type ReceiveMode = 'peek-lock' | 'receive-and-delete';

/** A receiver as a message queue sees it: somebody with an appetite. */
export interface Consumer {
  readonly mode: ReceiveMode;
  /** Who holds the locks under which it gets messages, for those who watch. */
  readonly lockOwner?: LockOwner | undefined;
  /** How many more messages it can take right now. */
  demand(): number;
  /** Takes one message. The lock is there with peek-lock, absent with receive-and-delete. */
  deliver(message: BrokerMessage, lock: Lock | undefined): void;
}
