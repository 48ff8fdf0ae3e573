import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { entityPath } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { parseQuery } from '../parse.js';

const entityQuery = z.object({ entity: entityPath });

/** What the namespace has: `/api/entities`, `/api/entity`. */
export async function entityRoutes(app: FastifyInstance, { entities }: DashboardContext): Promise<void> {
  app.get('/api/entities', () => entities.list());
  app.get('/api/entity', ({ query }) => entities.detail(parseQuery(entityQuery, query).entity));
}
