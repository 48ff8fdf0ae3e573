import type { NamespaceDefinition } from '@ams/service-bus-model';
import type { FastifyPluginAsync } from 'fastify';

import type { TokenIssuers } from '../access/authorization-header.js';
import type { Administration } from '../administration/administration.js';
import type { Clock } from '../engine/clock.js';
import type { Journal } from '../engine/journal.js';
import type { BrokerLog } from '../log.js';
import type { Credits } from '../throttling/credits.js';

/** What the HTTP side of a broker works with. */
export interface HttpContext extends TokenIssuers {
  readonly administration: Administration;
  readonly definition: NamespaceDefinition;
  readonly journal: Journal;
  readonly clock: Clock;
  /** The time that tokens expire by. */
  readonly tokenClock: Clock;
  readonly log: BrokerLog;
  /** What the namespace may still do in this second. */
  readonly credits: Credits;
  /** What is served beside the administration API, each with routes of its own. */
  readonly plugins?: readonly FastifyPluginAsync[];
}
