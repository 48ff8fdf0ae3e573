import { type Alerts, monitorPaths } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';

import type { Monitor } from './monitor.js';

/** What became of the stack's alerts. */
export function alertsRoutes(routes: FastifyInstance, { alerts }: Pick<Monitor, 'alerts'>): void {
  routes.get(monitorPaths.alerts, async (): Promise<Alerts> => alerts.state());
}
