import { type Connections, monitorPaths } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';

import { connectionsOf } from './connections.js';
import type { MonitorContext } from './monitor.js';

/** Who is connected. */
export function connectionsRoutes(routes: FastifyInstance, context: MonitorContext): void {
  routes.get(monitorPaths.connections, async (): Promise<Connections> => connectionsOf(context));
}
