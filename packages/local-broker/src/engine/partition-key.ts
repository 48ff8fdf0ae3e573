import { BrokerError } from './errors.js';
import type { EncodedMessage } from '../message/encoded-message.js';

/** The key that says which messages belong together: the session id, else the partition key (Azure's order). */
export function partitionKeyOf(content: EncodedMessage): string | undefined {
  const { sessionId, partitionKey } = keysOf(content);
  return sessionId ?? partitionKey;
}

export function sessionIdOf(content: EncodedMessage): string | undefined {
  return textOrNothing(content.property('groupId'));
}

/** The message id as text, whichever of AMQP's types it has. */
export function messageIdOf(content: EncodedMessage): string {
  const messageId = content.property('messageId');
  return Buffer.isBuffer(messageId) ? messageId.toString('hex') : String(messageId);
}

/**
 * The partition that a message's key leads to. A message without a key may go to any.
 *
 * @param byMessageId whether the message id is the key of a message that has none, as duplicate detection needs it.
 * @returns 0 to `partitions` - 1, or undefined without a key.
 */
export function partitionFor(content: EncodedMessage, partitions: number, byMessageId: boolean): number | undefined {
  const key = partitionKeyOf(content) ?? (byMessageId ? messageIdOf(content) : undefined);
  return key === undefined ? undefined : partitionOfKey(key, partitions);
}

/** The partition, 0 to `partitions` - 1, of all messages with that key. */
export function partitionOfKey(key: string, partitions: number): number {
  return hash(key) % partitions;
}

/** @throws BrokerError `amqp:not-allowed` when session id and partition key are both set and differ (Azure's rule). */
export function checkPartitionKeys(content: EncodedMessage): void {
  const { sessionId, partitionKey } = keysOf(content);
  if (sessionId === undefined || partitionKey === undefined || sessionId === partitionKey) return;
  throw new BrokerError(
    'amqp:not-allowed',
    `The partition key '${partitionKey}' differs from the session id '${sessionId}'. ` +
      'Where both are set they must be equal: leave one out.',
  );
}

/**
 * Whether messages may come in one batch to a partitioned entity. The words are Azure's: clients look for them.
 *
 * @param byMessageId whether the message id is the key of a message that has none, as duplicate detection needs it.
 * @throws BrokerError `amqp:not-allowed` when they do not share one key, some that have none included (Azure's rule).
 */
export function checkKeysOfBatch(contents: readonly EncodedMessage[], byMessageId: boolean): void {
  if (contents.length <= 1) return;
  const keys = new Set(
    contents.map((content) => partitionKeyOf(content) ?? (byMessageId ? messageIdOf(content) : undefined)),
  );
  if (keys.size <= 1) return;
  const [distinct, enabled] = byMessageId
    ? ['SessionId, PartitionKey, or MessageId', 'partitioning and duplicate detection']
    : ['SessionId or PartitionKey', 'partitioning'];
  throw new BrokerError(
    'amqp:not-allowed',
    `Batching brokered messages with distinct ${distinct} is not supported for an entity with ${enabled} enabled. ` +
      'Send a batch for each of them.',
  );
}

function keysOf(content: EncodedMessage): {
  readonly sessionId: string | undefined;
  readonly partitionKey: string | undefined;
} {
  return {
    sessionId: sessionIdOf(content),
    partitionKey: textOrNothing(content.annotation('x-opt-partition-key')),
  };
}

function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** FNV-1a, 32 bits: spreads short keys well, and gives the same partition after a restart. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(key)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
