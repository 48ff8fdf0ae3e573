import type { EncodedMessage } from '../message/encoded-message.js';
import { transferFailed } from './dead-letter.js';
import { Queue, type Sendable } from './entities.js';
import { BrokerError } from './errors.js';
import { messageIdOf, partitionKeyOf, partitionOfKey } from './partition-key.js';
import type { TransactionalOperation, TransactionPlace } from './transaction.js';

/** Where messages go, and which entity's transaction they belong to. Both are looked up anew with each call. */
export interface TransactionalRoute {
  /** @throws BrokerError when it is not there, or takes no messages. */
  destination(): Sendable;
  /** The entity through which they are sent; the destination itself unless there is another. @throws BrokerError */
  via(): Sendable;
}

/**
 * Sends messages when a transaction commits. Those that go through a queue to an entity which takes them no longer by then
 * become transfer dead letters of that queue, as on Azure: it has taken them.
 *
 * @throws BrokerError when they could not be sent, or when the entity is partitioned and they have no key, or several.
 */
export function transactionalSend(
  contents: readonly EncodedMessage[],
  route: TransactionalRoute,
): TransactionalOperation {
  const checkedDestination = (): Sendable => {
    const destination = route.destination();
    for (const content of contents) destination.entrance.check(content);
    return destination;
  };
  const transfers = route.via() !== checkedDestination();
  const place = placeOf(contents, route.via(), route.destination());
  let send: () => void = () => undefined;
  return {
    place,
    messagesSent: contents.length,
    check() {
      const via = route.via();
      try {
        const destination = checkedDestination();
        send = () => {
          for (const content of contents) destination.entrance.sendChecked(content);
          destination.entrance.dispatch();
        };
      } catch (error) {
        if (!transfers || !(via instanceof Queue) || !(error instanceof BrokerError)) throw error;
        const reason = transferFailed(error.message);
        send = () => contents.forEach((content) => via.transferDeadLetters.takeDeadLetter(content, reason));
      }
    },
    apply: () => send(),
    release: () => undefined,
  };
}

/** Azure keeps a transaction within one partition: that of the key which all its messages share. */
function placeOf(contents: readonly EncodedMessage[], via: Sendable, destination: Sendable): TransactionPlace {
  const entity = via.path.toLowerCase();
  const { partitions, duplicateWindow } = via.entrance.settings;
  if (partitions === 1) return { entity };
  const transfers = via !== destination;
  const keys = new Set(
    contents.map((content) => {
      if (transfers) return viaPartitionKeyOf(content);
      return partitionKeyOf(content) ?? (duplicateWindow === undefined ? undefined : messageIdOf(content));
    }),
  );
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0) {
    throw new BrokerError(
      'amqp:not-allowed',
      `'${via.path}' is partitioned: all messages of a transaction need one and the same ` +
        `${transfers ? 'transaction partition key (x-opt-via-partition-key)' : 'partition key or session id'}.`,
    );
  }
  return { entity, partition: partitionOfKey(key, partitions), key };
}

function viaPartitionKeyOf(content: EncodedMessage): string | undefined {
  const key = content.annotation('x-opt-via-partition-key');
  return typeof key === 'string' ? key : undefined;
}
