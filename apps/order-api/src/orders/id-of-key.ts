import { createHash } from 'node:crypto';

/**
 * The id of an order whose sender gave an idempotency key and no id: a UUID of version 8, made from the key. The same
 * key always has the same id, with or without an outbox that remembers it, so that the broker knows a duplicate too.
 */
export function idOfKey(idempotencyKey: string): string {
  const bytes = createHash('sha256')
    .update('order-api idempotency key\n')
    .update(idempotencyKey)
    .digest()
    .subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
