import type { FastifyPluginAsync } from 'fastify';

import { type ControlAccess, speakJson } from '../control/json-routes.js';
import { alertsRoutes } from './alerts-routes.js';
import { connectionsRoutes } from './connections-routes.js';
import { figuresRoutes } from './figures-routes.js';
import { historyRoutes } from './history-routes.js';
import { locksRoutes } from './locks-routes.js';
import { metricsRoutes } from './metrics-routes.js';
import type { Monitor } from './monitor.js';
import { routingRoutes } from './routing-routes.js';

/**
 * Routes that tell how the broker is doing, for dashboards: one file for each subject, at the addresses of `monitorPaths`.
 * Whoever may control the broker may read them.
 */
export function monitorPlugin(monitor: Monitor, access: ControlAccess): FastifyPluginAsync {
  return async (app) => {
    await app.register(async (routes) => {
      speakJson(routes, access);
      figuresRoutes(routes, monitor);
      alertsRoutes(routes, monitor);
      historyRoutes(routes, monitor);
      connectionsRoutes(routes, monitor.context);
      locksRoutes(routes, monitor.context);
      metricsRoutes(routes, monitor);
      routingRoutes(routes, monitor.context);
    });
  };
}
