import { monitorPaths } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';

import type { Monitor } from './monitor.js';
import type { Exposition } from './prometheus/exposition.js';

/**
 * How things are at this moment, for Prometheus. The address is the usual one, and may be that of an entity, too: who asks
 * the administration API for that says so by an `api-version`, as all its clients do.
 */
export function metricsRoutes(routes: FastifyInstance, monitor: Pick<Monitor, 'figures'>): void {
  let exposition: Promise<Exposition> | undefined;
  routes.get(monitorPaths.metrics, { constraints: { interface: 'monitor' } }, async (_request, reply) => {
    // What writes metrics down is loaded when somebody wants them, and not before.
    exposition ??= import('./prometheus/exposition.js').then(({ Exposition: Loaded }) => new Loaded());
    const { contentType } = await exposition;
    return reply.type(contentType).send(await (await exposition).write(monitor.figures()));
  });
}
