import {
  alerts,
  connections,
  entityPath,
  figures,
  history,
  locks,
  monitorPaths,
  resolutions,
  routing,
  routings,
  trialMessage,
} from '@ams/monitor-api';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';

import type { DashboardContext } from '../context.js';
import { parse, parseQuery } from '../parse.js';
import { ProblemError } from '../problem.js';
import type { Monitor } from './monitor.js';

const historyQuery = z.object({
  entity: entityPath.optional(),
  resolution: z.enum(Object.keys(resolutions) as [keyof typeof resolutions]).optional(),
});

const locksQuery = z.object({ entity: entityPath });

const routingQuery = z.object({
  topic: z.string().min(1),
  messageId: z.string().optional(),
  sequenceNumber: z.string().optional(),
  limit: z.string().optional(),
});

/** What the local broker tells beyond Service Bus, passed on once it is checked: `/api/monitor/…`. */
export async function monitorRoutes(app: FastifyInstance, { monitor, environment }: DashboardContext): Promise<void> {
  const asked = (): Monitor => {
    if (monitor !== undefined) return monitor;
    throw new ProblemError(
      'not-monitored',
      404,
      `Service Bus tells no more of ${environment} than the other pages show. Rates, connections, locks, routing and alerts are there for a local broker: start one with npm run local.`,
    );
  };
  app.get('/api/monitor/figures', () => asked().get(monitorPaths.figures, figures));
  app.get('/api/monitor/history', ({ query }) =>
    asked().get(monitorPaths.history, history, parseQuery(historyQuery, query)),
  );
  app.get('/api/monitor/connections', () => asked().get(monitorPaths.connections, connections));
  app.get('/api/monitor/locks', ({ query }) => asked().get(monitorPaths.locks, locks, parseQuery(locksQuery, query)));
  app.get('/api/monitor/routing', ({ query }) =>
    asked().get(monitorPaths.routing, routings, parseQuery(routingQuery, query)),
  );
  app.get('/api/monitor/alerts', () => asked().get(monitorPaths.alerts, alerts));
  app.post('/api/monitor/routing', { config: { looksOnly: true } }, ({ body }) =>
    asked().post(monitorPaths.routing, routing, parse(trialMessage, body, 'body')),
  );
}
