import type { AccessRight } from '@ams/service-bus-model';

import type { EntityPath } from '../../engine/entity-path.js';
import { BrokerError } from '../../engine/errors.js';
import { asBrokerError, notStored } from '../client-sender.js';
import type { AmqpContext } from '../node.js';
import { type NodeRequest, type NodeResponse, type StatusNames, statusCodeOf } from '../request.js';
import { type Operations, targetOf } from './operation.js';
import { peekingOperations } from './peeking.js';
import { receivingOperations } from './receiving.js';
import { schedulingOperations } from './scheduling.js';

export const managementStatusNames: StatusNames = {
  statusCode: 'statusCode',
  statusDescription: 'statusDescription',
  errorCondition: 'errorCondition',
};

const operations: Operations = { ...schedulingOperations, ...peekingOperations, ...receivingOperations };

/**
 * Answers a request to an entity's `$management` node.
 *
 * @param authorize throws when the connection lacks the right on the entity.
 * @param respond called once, when the answer holds.
 */
export function handleManagementRequest(
  request: NodeRequest,
  path: EntityPath,
  context: AmqpContext,
  authorize: (right: AccessRight) => void,
  respond: (response: NodeResponse) => void,
): void {
  try {
    const name = String(request.applicationProperties['operation']);
    const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
    if (operation === undefined) {
      throw new BrokerError(
        'amqp:not-implemented',
        `The local broker has no operation '${name}'. It has ${Object.keys(operations).join(', ')}.`,
      );
    }
    authorize(operation.right);
    const body = operation.run(targetOf(path, context), request);
    const response: NodeResponse =
      body === 'nothing'
        ? { statusCode: 204, statusDescription: 'No Content' }
        : { statusCode: 200, statusDescription: 'OK', body };
    if (!operation.durable) respond(response);
    else context.journal.whenDurable((error) => respond(error ? refusal(notStored(error)) : response));
  } catch (error) {
    respond(refusal(asBrokerError(error)));
  }
}

function refusal(error: BrokerError): NodeResponse {
  return { statusCode: statusCodeOf(error), statusDescription: error.message, errorCondition: error.condition };
}
