import { BrokerError } from './errors.js';
import type { EncodedMessage } from '../message/encoded-message.js';

/**
 * The partition that a message's key leads to: the session id, else the partition key (Azure's order). A message
 * without a key may go to any.
 *
 * @returns 0 to `partitions` - 1, or undefined without a key.
 * @throws BrokerError `amqp:not-allowed` when both are set and differ.
 */
export function partitionFor(content: EncodedMessage, partitions: number): number | undefined {
  const sessionId = content.property('groupId');
  const partitionKey = content.annotation('x-opt-partition-key');
  if (typeof sessionId === 'string' && typeof partitionKey === 'string' && sessionId !== partitionKey) {
    throw new BrokerError(
      'amqp:not-allowed',
      `The partition key '${partitionKey}' differs from the session id '${sessionId}'. ` +
        'Where both are set they must be equal: leave one out.',
    );
  }
  const key = sessionId ?? partitionKey;
  return typeof key === 'string' ? hash(key) % partitions : undefined;
}

/** FNV-1a, 32 bits: spreads short keys well, and gives the same partition after a restart. */
function hash(key: string): number {
  let value = 0x811c9dc5;
  for (const byte of Buffer.from(key)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
