import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';

import { parseResource } from '../atom/resource.js';
import { formatXml } from '../atom/xml.js';
import { notStored } from '../engine/errors.js';
import {
  type AdministrationRequest,
  AdministrationRequests,
  type AdministrationResponse,
} from './administration-requests.js';
import { atomErrorOf, sendError } from './atom-error.js';
import { type AuthorizedRequest, authorizeForwarding, authorizeHttp, forwardingHeaders } from './authorize.js';
import type { HttpContext } from './http-context.js';

/** The administration API: entities and rules as documents of ATOM, for clients with the Manage claim. */
export function administrationPlugin(context: HttpContext): FastifyPluginAsync {
  const requests = new AdministrationRequests(context);
  return async (routes) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    routes.setErrorHandler((error, request, reply) => {
      const { status, detail } = atomErrorOf(error);
      if (status === 500) context.log.error({ error: detail, url: request.url }, 'An administration request failed');
      return sendError(reply, status, detail);
    });
    routes.get('/*', async (request, reply) => answer(reply, requests.get(await read(request))));
    routes.put('/*', async (request, reply) => change(reply, await requests.put(await read(request))));
    routes.delete('/*', async (request, reply) => change(reply, requests.delete(await read(request))));
    routes.setNotFoundHandler((request, reply) =>
      sendError(reply, 404, `No service is hosted at the specified address: ${request.method} ${request.url}`),
    );
  };

  async function read(request: FastifyRequest): Promise<AdministrationRequest> {
    const authorized = authorizedRequestOf(request);
    const grant = await authorizeHttp(authorized, context);
    context.credits.spendOnManagement();
    const url = new URL(authorized.url);
    return {
      resource: parseResource(url.pathname),
      url,
      body: typeof request.body === 'string' ? request.body : '',
      isUpdate: request.headers['if-match'] !== undefined,
      async authorizeForwarding(definition) {
        for (const property of ['forwardTo', 'forwardDeadLetteredMessagesTo'] as const) {
          const target = definition[property];
          const token = request.headers[forwardingHeaders[property]];
          if (target === undefined) continue;
          await authorizeForwarding(token?.toString(), target, grant, authorized, context);
        }
      },
    };
  }

  function authorizedRequestOf({ protocol, host, headers, method, url }: FastifyRequest): AuthorizedRequest {
    return { headers, method, url: `${protocol}://${host || 'localhost'}${url}`, now: context.tokenClock.now() };
  }

  /** What was changed is answered for once it is on disk. */
  async function change(reply: FastifyReply, response: AdministrationResponse): Promise<FastifyReply> {
    await new Promise<void>((resolve, reject) => {
      context.journal.whenDurable((error) => (error ? reject(notStored(error)) : resolve()));
    });
    return answer(reply, response);
  }
}

function answer(reply: FastifyReply, { status, type, body }: AdministrationResponse): FastifyReply {
  if (body === undefined) return reply.code(status).send();
  return reply.code(status).type(`application/atom+xml;type=${type};charset=utf-8`).send(formatXml(body));
}
