import type { LockToken } from '../engine/message.js';

/**
 * A lock token has two encodings. As a delivery tag it is a .NET Guid: the first three groups little-endian. In
 * management messages it is an AMQP uuid: the order in which it is written.
 */

/** Where each byte of a delivery tag is in the uuid. */
const placesInUuid = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

export function tagOf(uuid: Buffer): Buffer {
  const tag = Buffer.allocUnsafe(placesInUuid.length);
  for (let index = 0; index < tag.length; index += 1) tag[index] = uuid[placesInUuid[index] as number] as number;
  return tag;
}

export function uuidOf(token: LockToken): Buffer {
  return Buffer.from(token.replaceAll('-', ''), 'hex');
}

export function tokenOf(uuid: Buffer): LockToken {
  const hex = uuid.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
