import type { LockToken } from '../engine/message.js';

/**
 * A lock token has two encodings. As a delivery tag it is a .NET Guid: the first three groups little-endian. In
 * management messages it is an AMQP uuid: the order in which it is written.
 */

export function tagOf(token: LockToken): Buffer {
  const tag = uuidOf(token);
  tag.subarray(0, 4).reverse();
  tag.subarray(4, 6).reverse();
  tag.subarray(6, 8).reverse();
  return tag;
}

export function uuidOf(token: LockToken): Buffer {
  return Buffer.from(token.replaceAll('-', ''), 'hex');
}

export function tokenOf(uuid: Buffer): LockToken {
  const hex = uuid.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
