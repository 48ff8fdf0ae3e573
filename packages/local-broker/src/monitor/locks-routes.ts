import { type Locks, monitorPaths } from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { ControlError } from '../control/control-error.js';
import { parseEntityPath } from '../engine/entity-path.js';
import { locksOf } from './locks.js';
import type { MonitorContext } from './monitor.js';
import { parseQuery } from './query.js';

const query = z.strictObject({ entity: z.string().min(1) });

/** What is held under lock. */
export function locksRoutes(routes: FastifyInstance, context: MonitorContext): void {
  routes.get(monitorPaths.locks, async (request): Promise<Locks> => {
    const { entity } = parseQuery(query, request.query);
    const receivable = context.namespace.receivable(parseEntityPath(entity));
    if (receivable) return locksOf(receivable, context);
    throw new ControlError(
      404,
      `There is no queue or subscription '${entity}'. Give a path such as 'orders' or 'events/Subscriptions/billing'.`,
    );
  });
}
