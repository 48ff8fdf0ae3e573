import type { FastifyPluginAsync, FastifyRequest } from 'fastify';

import type { TokenIssuers } from '../access/authorization-header.js';
import type { Clock } from '../engine/clock.js';
import { BrokerError, statusCodeOf } from '../engine/errors.js';
import { FaultError } from '../faults/fault-error.js';
import type { Faults } from '../faults/faults.js';
import { authorizeControl } from './authorize-control.js';
import { clockRoutes } from './clock-routes.js';
import { ControlError } from './control-error.js';
import { faultRoutes } from './fault-routes.js';

/** Where the routes are: a path that no entity can have. */
const controlPrefix = '/$local';

/** What can be controlled from outside the process. */
export interface Controls {
  readonly clock: Clock;
  readonly faults: Faults;
  /** Back to an empty namespace as the topology describes it; resolves when that is on disk. */
  reset(): Promise<void>;
}

/**
 * Routes for tests in any language: the clock, faults, and starting over. They speak JSON.
 *
 * @param access who says what a token is worth, by the time that tokens expire by.
 */
export function controlPlugin(
  controls: Controls,
  access: TokenIssuers & { readonly tokenClock: Clock },
): FastifyPluginAsync {
  return async (app) => {
    await app.register(
      async (routes) => {
        routes.removeAllContentTypeParsers();
        routes.addContentTypeParser(
          'application/json',
          { parseAs: 'string' },
          async (_request: unknown, text: string) => json(text),
        );
        routes.addHook('onRequest', async (request) => authorizeControl(request, access, access.tokenClock.now()));
        routes.setErrorHandler((error, _request, reply) => {
          void reply.status(statusOf(error)).send({ error: error instanceof Error ? error.message : String(error) });
        });
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
      `${controlPrefix}/faults, or POST to ${controlPrefix}/reset.`,
  );
}

function json(text: string): unknown {
  if (text.length === 0) return {};
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ControlError(400, `The body is no JSON: ${(error as Error).message}. Send an object.`);
  }
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.statusCode;
  if (error instanceof FaultError) return 400;
  if (error instanceof BrokerError) return statusCodeOf(error);
  const { statusCode } = error as { readonly statusCode?: number };
  return statusCode ?? 500;
}
