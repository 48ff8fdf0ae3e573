import type { Consumer } from './consumer.js';
import type { EntityCounters } from './entity-counters.js';
import type { BrokerMessage, LockToken } from './message.js';
import type { Settlement } from './settlement.js';
import type { TransactionalOperation } from './transaction.js';

/**
 * How a receiver's link ended. A client that closes it hands back what it holds; one that is lost may have died of a
 * message, whose delivery counts.
 */
export type LinkEnd = 'closed' | 'lost';

/** Where a receiver gets its messages from, and settles them: a message queue, or one session of it. */
export interface MessageSource {
  /** Counts what happens to the messages of its entity. */
  readonly counters: EntityCounters;
  addConsumer(consumer: Consumer): void;
  removeConsumer(consumer: Consumer, end: LinkEnd): void;
  /** Gives out what can be given out now. */
  dispatch(): void;
  /** Ends a delivery. @throws BrokerError when its lock is lost, or the settlement is not allowed here. */
  settle(token: LockToken, settlement: Settlement): void;
  /** Sets a settlement aside until a transaction ends. @throws BrokerError as {@link settle} would. */
  prepareSettlement(token: LockToken, settlement: Settlement): TransactionalOperation;
  /** Takes a message back that never reached its receiver: the delivery does not count. */
  takeBack(token: LockToken): void;
  /** Lets the lock that a delivery is under run out before its time; without effect when it is over. */
  loseLock(token: LockToken): void;
  /** The partition a message is in; undefined where the entity is not partitioned. */
  partitionIdOf(message: BrokerMessage): number | undefined;
}
