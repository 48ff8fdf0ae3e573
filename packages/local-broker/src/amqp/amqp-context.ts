import type { Tier } from '@ams/service-bus-model';

import type { Clock } from '../engine/clock.js';
import type { ConnectionCounters } from '../engine/connection-counters.js';
import type { Deadlines } from '../engine/deadlines.js';
import type { Journal } from '../engine/journal.js';
import type { Namespace } from '../engine/namespace.js';
import type { Administration } from '../administration/administration.js';
import type { TokenIssuers } from '../access/authorization-header.js';
import type { Faults } from '../faults/faults.js';
import type { Credits } from '../throttling/credits.js';
import type { BrokerLog } from '../log.js';
import type { WatchedConnection } from './connection-state.js';

/** What the AMQP side of a broker works with. */
export interface AmqpContext extends TokenIssuers {
  readonly namespace: Namespace;
  readonly administration: Administration;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The time that tokens expire by, which is the time of those who make them. */
  readonly tokenClock: Clock;
  /** When tokens expire. */
  readonly tokenDeadlines: Deadlines;
  readonly log: BrokerLog;
  readonly connectionCounters: ConnectionCounters;
  /** Those that clients have opened, for those who watch. */
  readonly openConnections: Set<WatchedConnection>;
  /** What tests want to go wrong. */
  readonly faults: Faults;
  /** What the namespace may still do in this second. */
  readonly credits: Credits;
  /** Largest message, in bytes, that the queue or topic takes. */
  maxMessageSize(entity: string): number;
  /** What the namespace's pricing tier can do. */
  readonly tier: Tier;
}
