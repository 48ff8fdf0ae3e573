import { entityNotFound } from '../engine/errors.js';
import { type EntityPath, parseEntityPath } from '../engine/entity-path.js';
import type { Sendable } from '../engine/entities.js';
import type { TransactionalRoute } from '../engine/transactional-send.js';
import { findSendable } from './find-entity.js';
import type { ConnectionRights } from './connection-rights.js';
import type { AmqpContext } from './amqp-context.js';
import type { ReceivingLink } from './rhea-internals.js';
import type { SessionTransactions } from './transactions/session-transactions.js';

/** Link property by which a client that attaches to one entity has its messages sent on to another ("send via"). */
const transferDestination = 'com.microsoft:transfer-destination-address';

/** Where the messages of a sender's link go. */
export interface SendingRoute extends TransactionalRoute {
  /** The entity that takes the messages, as it is now. */
  readonly entity: Sendable;
  /** It as the client is told of it. */
  readonly resource: string;
  /** The entity, if a client could attach such a link now. @throws BrokerError with the reason why not. */
  find(): Sendable;
}

/**
 * Finds out where a link leads that a client attaches to `path`: to the entity there, or by way of it to the transfer
 * destination. The client needs the right to send to both.
 *
 * @throws BrokerError when one of them is not there, takes no messages, or may not be sent to.
 */
export function sendingRoute(
  link: ReceivingLink,
  path: EntityPath,
  rights: ConnectionRights,
  context: AmqpContext,
  session: SessionTransactions,
): SendingRoute {
  const address = link.remote.attach.properties?.[transferDestination];
  const destinationPath = typeof address === 'string' ? parseEntityPath(address) : path;
  for (const each of [path, destinationPath]) rights.check('Send', each);
  const find = (): Sendable => {
    findSendable(path, rights.resource(path), context);
    return findSendable(destinationPath, rights.resource(destinationPath), context);
  };
  const entity = find();
  if (typeof address === 'string') link.local.attach['properties'] = { [transferDestination]: address };
  return {
    entity,
    resource: rights.resource(destinationPath),
    find,
    destination: find,
    via: () => existing(destinationPath === path ? session.viaFor(path.entity) : path.entity, context),
  };
}

/** Messages only pass through it: its status says nothing about them. */
function existing(entity: string, context: AmqpContext): Sendable {
  const sendable = context.namespace.sendable({ entity, management: false });
  if (sendable === undefined) throw entityNotFound(entity);
  return sendable;
}
