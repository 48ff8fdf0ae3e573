import { z } from 'zod';

import { BrokerError } from '../engine/errors.js';
import type { Grant } from '../access/access-control.js';
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

const sharedAccessSignatureType = 'servicebus.windows.net:sastoken';

const putToken = z.object({
  operation: z.literal('put-token'),
  /** The audience. */
  name: z.string(),
  type: z.string(),
});

/** Answers a `put-token`; `onGrant` gets what the token allows. */
export function handleCbsRequest(
  request: NodeRequest,
  context: AmqpContext,
  onGrant: (grant: Grant) => void,
): NodeResponse {
  try {
    const properties = putToken.safeParse(request.applicationProperties);
    if (!properties.success) {
      throw new BrokerError(
        'com.microsoft:argument-error',
        "The only operation of $cbs is 'put-token', with 'name' (the audience) and 'type' as application properties.",
      );
    }
    const { name, type } = properties.data;
    if (type !== sharedAccessSignatureType) {
      throw unauthorized(
        `The local broker takes tokens of the type '${sharedAccessSignatureType}', not '${type}'. Use a connection string.`,
      );
    }
    const token = request.body && codec.unwrap(request.body);
    if (typeof token !== 'string') throw unauthorized('MalformedToken: the body must be the token as a string.');
    onGrant(context.accessControl.validate(token, name, context.clock.now()));
    return { statusCode: 202, statusDescription: 'Accepted' };
  } catch (error) {
    const refusal = asBrokerError(error);
    return {
      statusCode: statusCodeOf(refusal),
      statusDescription: refusal.message,
      errorCondition: refusal.condition,
    };
  }
}
