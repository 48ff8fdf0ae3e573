import type { Totals } from '@ams/monitor-api';

import type { BrokerError } from './errors.js';

/**
 * What happened to the messages of a queue, topic or subscription, its sub-queues included, since the broker started. Each
 * number only grows. They are plain fields, so that a message costs no more than an addition.
 */
export class EntityCounters implements Totals {
  /** Messages that clients sent, or other entities handed over; a duplicate that is dropped was sent, too. */
  incoming = 0;
  /** Deliveries, those included that a receiver which left never got. */
  outgoing = 0;
  completed = 0;
  abandoned = 0;
  deferred = 0;
  deadLettered = 0;
  expired = 0;
  incomingBytes = 0;
  outgoingBytes = 0;
  /** Attaches, deliveries of senders, settlements, and requests to `$management`; refused ones included. */
  requests = 0;
  throttled = 0;
  userErrors = 0;
  serverErrors = 0;

  /**
   * A request was refused: whose fault that is decides where it counts. It is nobody's when a receiver waited in vain for a
   * session.
   */
  refused({ condition, isServers }: BrokerError): void {
    if (isServers) this.serverErrors += 1;
    else if (condition === 'com.microsoft:server-busy') this.throttled += 1;
    else if (condition !== 'com.microsoft:timeout') this.userErrors += 1;
  }
}
