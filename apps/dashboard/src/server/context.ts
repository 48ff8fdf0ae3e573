import type { Logger } from '@ams/messaging-runtime';
import type { ConnectionStringKey, Environment, OutputKey } from '@ams/stack-outputs';
import type { ServiceBusAdministrationClient, ServiceBusClient } from '@azure/service-bus';

import type { Entities } from './entities/entities.js';
import type { Jobs } from './jobs/jobs.js';
import type { Monitor } from './monitor/monitor.js';

/** The outputs of a stack that are names, as far as it has them: never a key. */
export type StackNames = Readonly<Partial<Record<Exclude<OutputKey, ConnectionStringKey>, string>>>;

/** What the routes of the dashboard work with. */
export interface DashboardContext {
  readonly environment: Environment;
  /** What queues, topics and subscriptions of the stack are called. */
  readonly names: StackNames;
  /** Connected with the right to manage. Whoever opens senders or receivers closes them. */
  readonly client: ServiceBusClient;
  readonly administration: ServiceBusAdministrationClient;
  readonly entities: Entities;
  /** What a local broker tells beyond Service Bus; undefined elsewhere. */
  readonly monitor: Monitor | undefined;
  readonly jobs: Jobs;
  readonly log: Logger;
  readonly readOnly: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
