import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import { jobRequest } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import { parse } from '../parse.js';
import { jobKinds, type JobStarter } from './job-kinds.js';

const jobId = z.object({ id: z.uuid() });

/** Long work on messages: `/api/jobs`. */
export async function jobRoutes(app: FastifyInstance, context: DashboardContext): Promise<void> {
  app.get('/api/jobs', async () => context.jobs.list());
  app.post('/api/jobs', async ({ body }, reply) => {
    const request = parse(jobRequest, body, 'body');
    // Each kind has the starter for its own requests: the compiler cannot follow the two together.
    const start = jobKinds[request.kind] as JobStarter<typeof request.kind>;
    return reply.code(202).send(await start(request as never, context));
  });
  app.post('/api/jobs/:id/stop', async ({ params }) => context.jobs.stop(parse(jobId, params, 'address').id));
}
