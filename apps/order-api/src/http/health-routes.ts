import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Intake } from '../orders/intake.js';
import { jsonAnswer } from './answers.js';
import { refuseOtherMethods } from './other-methods.js';

const liveSchema = z.object({ status: z.literal('live') }).meta({ description: 'The process runs and answers.' });

const readySchema = z
  .object({
    status: z.enum(['ready', 'not ready']),
    checks: z.array(
      z.object({
        name: z.string(),
        ok: z.boolean(),
        required: z.boolean().meta({ description: 'Whether orders cannot be accepted without it.' }),
        detail: z.string(),
      }),
    ),
  })
  .meta({ description: 'Whether orders can be accepted, and why not.' });

/** `GET /health/live` and `GET /health/ready`, for whatever watches the process. */
export function healthRoutes(app: FastifyInstance, intake: Intake): void {
  const tags = ['health'];
  app.get(
    '/health/live',
    {
      schema: {
        summary: 'Whether the process runs',
        operationId: 'getLive',
        tags,
        response: { 200: jsonAnswer(liveSchema) },
      },
    },
    async () => ({ status: 'live' }),
  );
  const ready = jsonAnswer(readySchema);
  app.get(
    '/health/ready',
    {
      schema: {
        summary: 'Whether orders can be accepted',
        operationId: 'getReady',
        tags,
        response: { 200: ready, 503: ready },
      },
    },
    async (_, reply) => {
      const checks = await intake.checks();
      const isReady = checks.every(({ ok, required }) => ok || !required);
      return reply.code(isReady ? 200 : 503).send({ status: isReady ? 'ready' : 'not ready', checks });
    },
  );
  for (const url of ['/health/live', '/health/ready']) refuseOtherMethods(app, url, ['GET', 'HEAD']);
}
