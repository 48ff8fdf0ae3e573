import { isIP } from 'node:net';

import type { FastifyRequest } from 'fastify';

import { allows } from '../access/access-control.js';
import { grantOfHeader, type TokenIssuers } from '../access/authorization-header.js';
import { ControlError } from './control-error.js';

/**
 * Lets a request control the broker when it bears a token with the Manage claim on the namespace, as the administration
 * API wants it. A program on the same machine needs none, but a web page that its user is looking at gets nowhere:
 *
 * - the `Host` must be this machine's, so that no foreign name that is made to point here serves (DNS rebinding);
 * - what changes something must be JSON, which a page of another origin may not send unasked (request forgery).
 *
 * @param now milliseconds since the epoch
 * @throws ControlError 401, or 403 for a token without the claim.
 */
export async function authorizeControl(request: FastifyRequest, issuers: TokenIssuers, now: number): Promise<void> {
  const token = request.headers.authorization;
  if (token !== undefined) {
    await checkToken(token, issuers, now);
    return;
  }
  if (!isLoopback(request.socket.remoteAddress) || !isOwnName(request.headers.host)) {
    throw new ControlError(
      401,
      "A request from another machine, or by another name than 'localhost', needs an Authorization header: " +
        'a shared access signature for the namespace with the Manage claim.',
    );
  }
  if (!isSafe(request)) {
    throw new ControlError(
      401,
      "A request that changes something needs 'content-type: application/json', or an Authorization header.",
    );
  }
}

async function checkToken(token: string, issuers: TokenIssuers, now: number): Promise<void> {
  const grant = await grantOfHeader(token, '', now, issuers);
  if (allows(grant, 'Manage', '', now)) return;
  throw new ControlError(403, "The token's access rule lacks the Manage claim. Sign with one that has it.");
}

function isLoopback(address: string | undefined): boolean {
  return address !== undefined && /^(?:127\.|::1$|::ffff:127\.)/.test(address);
}

function isOwnName(host: string | undefined): boolean {
  const name = (host ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .toLowerCase();
  return name === 'localhost' || (isIP(name) !== 0 && isLoopback(name));
}

/** A browser sends neither JSON nor DELETE to another origin without asking it first, and it is never allowed. */
function isSafe({ method, headers }: FastifyRequest): boolean {
  if (method === 'GET' || method === 'HEAD' || method === 'DELETE') return true;
  return /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
}
