import type { Sendable } from '../engine/entities.js';
import type { EntityPath } from '../engine/entity-path.js';
import { BrokerError, entityNotFound } from '../engine/errors.js';
import type { MessageQueue } from '../engine/message-queue.js';
import type { AmqpContext } from './amqp-context.js';

/**
 * The queue or topic, where a client may send to it as it is now.
 *
 * @param address how the client named it, for errors.
 * @throws BrokerError
 */
export function findSendable(path: EntityPath, address: string, context: AmqpContext): Sendable {
  const entity = context.namespace.sendable(path);
  if (entity === undefined) throw entityNotFound(address);
  const { status } = entity.definition;
  if (status === 'Disabled' || status === 'SendDisabled') {
    throw new BrokerError(
      'com.microsoft:entity-disabled',
      `'${entity.path}' does not take messages: its status is ${status}.`,
    );
  }
  return entity;
}

/**
 * What a client may receive from at that path, as its entity is now.
 *
 * @param address how the client named it, for errors.
 * @throws BrokerError
 */
export function findReceivable(path: EntityPath, address: string, context: AmqpContext): MessageQueue {
  const queue = context.namespace.messageQueue(path);
  if (queue === undefined) throw entityNotFound(address);
  const { status, forwardTo } = context.namespace.receivable(path)?.definition ?? {};
  if (forwardTo && path.subQueue === undefined) {
    throw new BrokerError(
      'amqp:not-allowed',
      `Cannot create a message receiver on '${queue.settings.path}', an entity with auto-forwarding enabled. ` +
        `Receive from '${forwardTo}', to which it forwards.`,
    );
  }
  if (status === 'Disabled' || status === 'ReceiveDisabled') {
    throw new BrokerError(
      'com.microsoft:entity-disabled',
      `'${queue.settings.path}' does not give out messages: its status is ${status}.`,
    );
  }
  return queue;
}
