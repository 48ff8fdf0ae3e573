import type { Server } from 'node:http';

import fastify from 'fastify';

import { interfaceAskedFor } from './interface-asked-for.js';
import { administrationPlugin } from './administration-plugin.js';
import { atomErrorOf, sendError } from './atom-error.js';
import type { HttpContext } from './http-context.js';

/** The HTTP side of a broker: a server that does not listen itself but is handed its connections. */
export interface HttpApplication {
  readonly server: Server;
  /** Answers what has begun, and closes every connection. */
  close(): Promise<void>;
}

/** Largest body of a request, in bytes: a description with all that it can have is far smaller. */
const bodyLimit = 1024 * 1024;

/** Names of a topic, a subscription and a rule, every character encoded. */
const longestPath = 4096;

/** Serves the administration API, and the plugins of the context beside it. */
export async function createHttpApplication(context: HttpContext): Promise<HttpApplication> {
  const application = fastify({
    bodyLimit,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: longestPath, constraints: { interface: interfaceAskedFor } },
    // What cannot be routed has no plugin that would answer for it.
    frameworkErrors: (error, _request, reply) => void sendError(reply, 400, atomErrorOf(error).detail),
  });
  for (const plugin of context.plugins ?? []) await application.register(plugin);
  await application.register(administrationPlugin(context));
  await application.ready();
  return {
    server: application.server,
    async close() {
      await application.close();
      application.server.closeAllConnections();
    },
  };
}
