import { z } from 'zod';

import { asBrokerError, BrokerError, entityNotFound, statusCodeOf } from '../engine/errors.js';
import type { Grant } from '../access/access-control.js';
import { entraIdRefused } from '../access/entra-tokens.js';
import { unauthorized } from '../access/shared-access-signature.js';
import { parseEntityPath } from '../engine/entity-path.js';
import { codec } from '../message/encoding.js';
import type { ConnectionRights } from './connection-rights.js';
import type { AmqpContext } from './amqp-context.js';
import { type NodeRequest, type NodeResponse, type StatusNames } from './request.js';

/** Claims-based security: where clients put the tokens that say what they may do. */
export const cbsAddress = '$cbs';

export const cbsStatusNames: StatusNames = {
  statusCode: 'status-code',
  statusDescription: 'status-description',
  errorCondition: 'error-condition',
};

const putToken = z.object({
  operation: z.literal('put-token'),
  /** The audience. */
  name: z.string(),
  type: z.string(),
});

/**
 * Answers a `put-token`.
 *
 * @param rights get what the token allows.
 * @param respond called once: at once for a shared access signature, later for a token of Entra ID.
 */
export function handleCbsRequest(
  request: NodeRequest,
  context: AmqpContext,
  rights: Pick<ConnectionRights, 'add' | 'resource'>,
  respond: (response: NodeResponse) => void,
): void {
  const refuse = (error: unknown): void => respond(refusalOf(asBrokerError(error)));
  try {
    const put = putTokenIn(request);
    const accept = (grant: Grant): void => {
      const path = parseEntityPath(put.audience);
      if (isMissing(path.entity, context)) {
        refuse(entityNotFound(rights.resource(path)));
        return;
      }
      rights.add(grant);
      respond({ statusCode: 202, statusDescription: 'Accepted' });
    };
    const grant = grantFor(put, context);
    if (grant instanceof Promise) grant.then(accept, refuse);
    else accept(grant);
  } catch (error) {
    refuse(error);
  }
}

/**
 * Service Bus looks for the queue or topic of an audience as soon as it gets the token, but not for a subscription.
 * Nodes that are no entities have a `$` before their name, but for the one that some clients name for transactions.
 */
function isMissing(entity: string, { namespace }: AmqpContext): boolean {
  if (entity === '' || entity.startsWith('$') || entity === 'coordinator') return false;
  return namespace.sendable({ entity, management: false }) === undefined;
}

interface PutToken {
  readonly audience: string;
  readonly type: string;
  readonly token: string;
}

/** @throws BrokerError */
function putTokenIn(request: NodeRequest): PutToken {
  const properties = putToken.safeParse(request.applicationProperties);
  if (!properties.success) {
    throw new BrokerError(
      'com.microsoft:argument-error',
      "The only operation of $cbs is 'put-token', with 'name' (the audience) and 'type' as application properties.",
    );
  }
  const token = request.body && codec.unwrap(request.body);
  if (typeof token !== 'string') throw unauthorized('MalformedToken: the body must be the token as a string.');
  return { audience: properties.data.name, type: properties.data.type, token };
}

/** @throws BrokerError */
function grantFor(
  { audience, type, token }: PutToken,
  { accessControl, entraTokens, tokenClock }: AmqpContext,
): Grant | Promise<Grant> {
  switch (type) {
    case 'servicebus.windows.net:sastoken':
      return accessControl.validate(token, audience, tokenClock.now());
    case 'jwt':
      if (entraTokens === undefined) throw entraIdRefused();
      return entraTokens.validate(token, audience, tokenClock.now());
    default:
      throw unauthorized(
        `The broker takes tokens of the types 'servicebus.windows.net:sastoken' and 'jwt', not '${type}'.`,
      );
  }
}

function refusalOf(error: BrokerError): NodeResponse {
  return { statusCode: statusCodeOf(error), statusDescription: error.message, errorCondition: error.condition };
}
