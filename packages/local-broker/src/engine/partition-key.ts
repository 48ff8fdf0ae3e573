import { BrokerError } from './errors.js';
import type { EncodedMessage } from '../message/encoded-message.js';

/**
 * The partition that a message's key leads to: the session id, else the partition key (Azure's order). A message
 * without a key may go to any.
 *
 * @returns 0 to `partitions` - 1, or undefined without a key.
 */
export function partitionFor(content: EncodedMessage, partitions: number): number | undefined {
  const { sessionId, partitionKey } = keysOf(content);
  const key = sessionId ?? partitionKey;
  return key === undefined ? undefined : hash(key) % partitions;
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

function keysOf(content: EncodedMessage): {
  readonly sessionId: string | undefined;
  readonly partitionKey: string | undefined;
} {
  return {
    sessionId: textOrNothing(content.property('groupId')),
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
