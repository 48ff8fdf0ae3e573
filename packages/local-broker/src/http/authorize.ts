import type { IncomingHttpHeaders } from 'node:http';

import { allows, type Grant, pathOf } from '../access/access-control.js';
import { grantOfHeader, type TokenIssuers } from '../access/authorization-header.js';
import { parseSharedAccessSignature, unauthorized, urlDecode } from '../access/shared-access-signature.js';
import type { BrokerError } from '../engine/errors.js';

/** A request whose sender is to be known. */
export interface AuthorizedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly method: string;
  /** As the client wrote it: signatures cover this text. */
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Lets a request in whose token has the Manage claim for what it is about.
 *
 * @throws BrokerError `amqp:unauthorized-access` with the reason; HTTP's 401.
 */
export async function authorizeHttp(request: AuthorizedRequest, issuers: TokenIssuers): Promise<Grant> {
  const { headers, url, now } = request;
  const grant = await grantOfHeader(headers.authorization, url, now, issuers);
  if (!allows(grant, 'Manage', url, now)) throw lacksManage(`${request.method} ${url}`);
  return grant;
}

/** The header in which a client shows its right on what an entity is to forward to. */
export const forwardingHeaders = {
  forwardTo: 'servicebussupplementaryauthorization',
  forwardDeadLetteredMessagesTo: 'servicebusdlqsupplementaryauthorization',
} as const;

/**
 * Whoever lets an entity forward needs the Manage claim on the target as well (Azure's rule). Clients show it in a header
 * of its own; without that header, the right on the namespace that the request came with is as good.
 *
 * @param token of the header, if the request has it.
 * @param target name of the queue or topic.
 * @throws BrokerError `amqp:unauthorized-access`
 */
export async function authorizeForwarding(
  token: string | undefined,
  target: string,
  grant: Grant,
  { url, now }: Pick<AuthorizedRequest, 'url' | 'now'>,
  issuers: TokenIssuers,
): Promise<void> {
  const { host } = new URL(url);
  const shown =
    token === undefined ? grant : await grantOfForwardingToken(token, `sb://${host}/${target}`, now, issuers);
  const isOfTarget = shown.ruleOwner === '' || shown.ruleOwner === target.toLowerCase();
  if (!isOfTarget || !shown.rights.has('Manage')) throw lacksManage(`Forwarding to '${target}'`);
}

/** Some clients sign for a host without a scheme before it. */
async function grantOfForwardingToken(
  token: string,
  audience: string,
  now: number,
  issuers: TokenIssuers,
): Promise<Grant> {
  if (!/^SharedAccessSignature /i.test(token)) {
    return grantOfHeader(`Bearer ${token.replace(/^Bearer /i, '')}`, audience, now, issuers);
  }
  const signed = urlDecode(parseSharedAccessSignature(token).resource);
  const { host } = new URL(audience);
  const isHostAlone = signed.replace(/\/+$/, '').toLowerCase() === host.toLowerCase();
  const grant = await grantOfHeader(token, isHostAlone ? signed : audience, now, issuers);
  return { ...grant, path: pathOf(audience) };
}

function lacksManage(operation: string): BrokerError {
  return unauthorized(
    `Unauthorized access for '${operation}': the 'Manage' claim is required. ` +
      'Use the connection string of a rule that has it.',
  );
}
