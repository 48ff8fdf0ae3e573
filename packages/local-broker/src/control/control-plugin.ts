import type { FastifyPluginAsync, FastifyRequest } from 'fastify';

import type { Clock } from '../engine/clock.js';
import type { Faults } from '../faults/faults.js';
import { clockRoutes } from './clock-routes.js';
import { ControlError } from './control-error.js';
import { faultRoutes } from './fault-routes.js';
import { type ControlAccess, speakJson } from './json-routes.js';

/** Where the routes are: a path that no entity can have. */
const controlPrefix = '/$local';

/** What can be controlled from outside the process. */
export interface Controls {
  readonly clock: Clock;
  readonly faults: Faults;
  /** Back to an empty namespace as the topology describes it; resolves when that is on disk. */
  reset(): Promise<void>;
}

/** Routes for tests in any language: the clock, faults, and starting over. They speak JSON. */
export function controlPlugin(controls: Controls, access: ControlAccess): FastifyPluginAsync {
  return async (app) => {
    await app.register(
      async (routes) => {
        speakJson(routes, access);
        clockRoutes(routes, controls.clock);
        faultRoutes(routes, controls.faults);
        routes.post('/reset', async (_request, reply) => {
          await controls.reset();
          return reply.status(204).send();
        });
        // Else they would be taken for entities, and answered as the administration API does.
        for (const url of ['/', '/*']) routes.all(url, refuseUnknown);
      },
      { prefix: controlPrefix },
    );
  };
}

async function refuseUnknown({ method, url }: FastifyRequest): Promise<never> {
  throw new ControlError(
    404,
    `There is no ${method} ${url}. Send GET or POST to ${controlPrefix}/clock, GET, POST or DELETE to ` +
      `${controlPrefix}/faults, POST to ${controlPrefix}/reset, or GET to ${controlPrefix}/monitor/figures.`,
  );
}
