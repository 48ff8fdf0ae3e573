import { z } from 'zod';

import { BrokerError } from '../engine/errors.js';
import type { Grant } from '../access/access-control.js';
import { entraIdRefused } from '../access/entra-tokens.js';
import { unauthorized } from '../access/shared-access-signature.js';
import { codec } from '../message/encoding.js';
import type { AmqpContext } from './node.js';
import { type NodeRequest, type NodeResponse, type StatusNames, statusCodeOf } from './request.js';
import { asBrokerError } from './client-sender.js';

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
 * @param onGrant gets what the token allows.
 * @param respond called once: at once for a shared access signature, later for a token of Entra ID.
 */
export function handleCbsRequest(
  request: NodeRequest,
  context: AmqpContext,
  onGrant: (grant: Grant) => void,
  respond: (response: NodeResponse) => void,
): void {
  const accept = (grant: Grant): void => {
    onGrant(grant);
    respond({ statusCode: 202, statusDescription: 'Accepted' });
  };
  const refuse = (error: unknown): void => respond(refusalOf(asBrokerError(error)));
  try {
    const grant = grantFor(request, context);
    if (grant instanceof Promise) grant.then(accept, refuse);
    else accept(grant);
  } catch (error) {
    refuse(error);
  }
}

/** @throws BrokerError */
function grantFor(request: NodeRequest, { accessControl, entraTokens, clock }: AmqpContext): Grant | Promise<Grant> {
  const properties = putToken.safeParse(request.applicationProperties);
  if (!properties.success) {
    throw new BrokerError(
      'com.microsoft:argument-error',
      "The only operation of $cbs is 'put-token', with 'name' (the audience) and 'type' as application properties.",
    );
  }
  const { name, type } = properties.data;
  const token = request.body && codec.unwrap(request.body);
  if (typeof token !== 'string') throw unauthorized('MalformedToken: the body must be the token as a string.');
  switch (type) {
    case 'servicebus.windows.net:sastoken':
      return accessControl.validate(token, name, clock.now());
    case 'jwt':
      if (entraTokens === undefined) throw entraIdRefused();
      return entraTokens.validate(token, name, clock.now());
    default:
      throw unauthorized(
        `The broker takes tokens of the types 'servicebus.windows.net:sastoken' and 'jwt', not '${type}'.`,
      );
  }
}

function refusalOf(error: BrokerError): NodeResponse {
  return { statusCode: statusCodeOf(error), statusDescription: error.message, errorCondition: error.condition };
}
