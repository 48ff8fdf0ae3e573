import type { Clock } from '../engine/clock.js';
import type { Journal } from '../engine/journal.js';
import type { Namespace } from '../engine/namespace.js';
import type { AccessControl } from '../access/access-control.js';
import type { BrokerLog } from '../log.js';

/** What the AMQP side of a broker works with. */
export interface AmqpContext {
  readonly namespace: Namespace;
  readonly accessControl: AccessControl;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly log: BrokerLog;
  /** Largest message, in bytes, that the queue or topic takes. */
  maxMessageSize(entity: string): number;
}
