/** Writing AMQP 1.0 values (AMQP 1.0, part 1). */

export const nothing = Buffer.from([0x40]);
export const yes = Buffer.from([0x41]);
export const no = Buffer.from([0x42]);

export function uint(value: number): Buffer {
  const bytes = Buffer.from([0x70, 0, 0, 0, 0]);
  bytes.writeUInt32BE(value, 1);
  return bytes;
}

export function ushort(value: number): Buffer {
  return Buffer.from([0x60, value >> 8, value & 0xff]);
}

export function ubyte(value: number): Buffer {
  return Buffer.from([0x50, value]);
}

export function int(value: number): Buffer {
  const bytes = Buffer.from([0x71, 0, 0, 0, 0]);
  bytes.writeInt32BE(value, 1);
  return bytes;
}

export function ulong(value: number): Buffer {
  return eightBytes(0x80, value);
}

export function long(value: number): Buffer {
  return eightBytes(0x81, value);
}

/** @param value milliseconds since the epoch */
export function timestamp(value: number): Buffer {
  return eightBytes(0x83, value);
}

/** @param value of less than 256 bytes */
export function text(value: string): Buffer {
  return short(0xa1, Buffer.from(value));
}

/** @param value of less than 256 characters of ASCII */
export function symbol(value: string): Buffer {
  return short(0xa3, Buffer.from(value, 'latin1'));
}

/** @param value of less than 256 bytes */
export function binary(value: Buffer): Buffer {
  return short(0xa0, value);
}

export function list(items: readonly Buffer[]): Buffer {
  return compound(0xd0, items);
}

/** @param entries keys and values in turn */
export function map(entries: readonly Buffer[]): Buffer {
  return compound(0xd1, entries);
}

/** @param code numeric descriptor, less than 256 */
export function described(code: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x00, 0x53, code]), value]);
}

/** An array of symbols. */
export function symbols(values: readonly string[]): Buffer {
  const items = values.map((value) => symbol(value).subarray(1));
  const length = items.reduce((sum, item) => sum + item.length, 0);
  // The length counts the number of items and the type code, too.
  return Buffer.concat([Buffer.from([0xe0, length + 2, items.length, 0xa3]), ...items]);
}

function eightBytes(code: number, value: number): Buffer {
  const bytes = Buffer.alloc(9, code);
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

function short(code: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([code, content.length]), content]);
}

function compound(code: number, items: readonly Buffer[]): Buffer {
  const content = Buffer.concat(items);
  const header = Buffer.alloc(9, code);
  header.writeUInt32BE(content.length + 4, 1);
  header.writeUInt32BE(items.length, 5);
  return Buffer.concat([header, content]);
}
