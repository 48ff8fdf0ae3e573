import type { DeadLetterReason } from './dead-letter.js';
import type { BrokerMessage } from './message.js';

/** Where messages go that become active in a message queue that does not keep them. */
export interface PassOn {
  /** Why the message cannot go on; it becomes a dead letter instead. Undefined when it can. */
  refusalOf(message: BrokerMessage): DeadLetterReason | undefined;
  /** Takes a message that is not refused. Nothing of it is left behind. */
  take(message: BrokerMessage): void;
}
