import type { EntityPath } from '../../engine/entity-path.js';
import { asBrokerError, BrokerError, notStored, statusCodeOf } from '../../engine/errors.js';
import type { AmqpContext } from '../amqp-context.js';
import { type NodeRequest, type NodeResponse, type StatusNames } from '../request.js';
import { deletingOperations } from './deleting.js';
import { type ManagementClient, type Operation, type Operations, targetOf } from './operation.js';
import { peekingOperations } from './peeking.js';
import { receivingOperations } from './receiving.js';
import { ruleOperations } from './rules.js';
import { schedulingOperations } from './scheduling.js';
import { sessionOperations } from './sessions.js';

export type { ManagementClient } from './operation.js';

export const managementStatusNames: StatusNames = {
  statusCode: 'statusCode',
  statusDescription: 'statusDescription',
  errorCondition: 'errorCondition',
};

const operations: Operations = {
  ...schedulingOperations,
  ...peekingOperations,
  ...receivingOperations,
  ...deletingOperations,
  ...sessionOperations,
  ...ruleOperations,
};

/**
 * Answers a request to an entity's `$management` node.
 *
 * @param respond called once, when the answer holds.
 */
export function handleManagementRequest(
  request: NodeRequest,
  path: EntityPath,
  context: AmqpContext,
  client: ManagementClient,
  respond: (response: NodeResponse) => void,
): void {
  const refuse = (error: BrokerError): void => respond(refusal(error, path, context));
  try {
    const operation = operationOf(request);
    client.authorize(operation.right);
    if (operation.counts === 'management') context.credits.spendOnManagement();
    else context.credits.spendOnRequest();
    (context.namespace.sendable(path) ?? context.namespace.receivable(path))?.activity.touch();
    const body = operation.run(targetOf(path, context, client), request);
    const response = answerWith(body);
    if (!operation.durable) respond(response);
    else context.journal.whenDurable((error) => (error ? refuse(notStored(error)) : respond(response)));
  } catch (error) {
    refuse(asBrokerError(error));
  }
}

/** @throws BrokerError `amqp:not-implemented` */
function operationOf({ applicationProperties }: NodeRequest): Operation {
  const name = applicationProperties['operation'];
  const operation = typeof name === 'string' && Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (operation !== undefined) return operation;
  throw new BrokerError(
    'amqp:not-implemented',
    `The local broker has no operation ${typeof name === 'string' ? `'${name}'` : 'without a name'}. ` +
      `It has ${Object.keys(operations).join(', ')}.`,
  );
}

function answerWith(body: ReturnType<Operation['run']>): NodeResponse {
  switch (body) {
    case 'nothing':
      return { statusCode: 204, statusDescription: 'No Content' };
    case 'no messages':
      return {
        statusCode: 204,
        statusDescription: 'No Content',
        errorCondition: 'com.microsoft:message-not-found',
      };
    default:
      return { statusCode: 200, statusDescription: 'OK', body };
  }
}

/** The answer to a request that failed, which counts as such. */
export function refusal(error: BrokerError, path: EntityPath, { namespace }: AmqpContext): NodeResponse {
  namespace.countersAt(path).refused(error);
  return { statusCode: statusCodeOf(error), statusDescription: error.message, errorCondition: error.condition };
}
