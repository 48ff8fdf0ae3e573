import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { entityPath, previewRequest } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { parse, parseQuery } from '../parse.js';
import { previewEdit } from './preview-edit.js';
import { scanGroups } from './scan-groups.js';

const groupsQuery = z.object({ entity: entityPath.optional() });

/** What failed, and what mending it would come to: `/api/dead-letters`, `/api/preview`. */
export async function deadLetterRoutes(app: FastifyInstance, context: DashboardContext): Promise<void> {
  app.get('/api/dead-letters', ({ query }) => scanGroups(context, parseQuery(groupsQuery, query).entity));
  app.post('/api/preview', ({ body }) => previewEdit(parse(previewRequest, body, 'body'), context));
}
