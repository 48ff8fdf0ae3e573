import { type History, monitorPaths, type Resolution, resolutions } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { monitoredEntityAt } from './figures.js';
import type { Monitor } from './monitor.js';
import { parseQuery } from './query.js';

const querySchema = z.strictObject({
  entity: z.string().min(1).optional(),
  resolution: z.enum(Object.keys(resolutions) as [Resolution, ...Resolution[]]).default('second'),
});

/** How things went, for one entity or the whole namespace. */
export function historyRoutes(
  routes: FastifyInstance,
  { history, context }: Pick<Monitor, 'history' | 'context'>,
): void {
  routes.get(monitorPaths.history, async ({ query }): Promise<History> => {
    const { entity, resolution } = parseQuery(querySchema, query);
    return history.read(entity === undefined ? null : monitoredEntityAt(context.namespace, entity), resolution);
  });
}
