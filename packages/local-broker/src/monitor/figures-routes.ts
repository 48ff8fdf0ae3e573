import { type Figures, monitorPaths } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';

import type { Monitor } from './monitor.js';

/** How things are at this moment. */
export function figuresRoutes(routes: FastifyInstance, monitor: Pick<Monitor, 'figures'>): void {
  routes.get(monitorPaths.figures, async (): Promise<Figures> => monitor.figures());
}
