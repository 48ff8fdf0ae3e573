/** Reading AMQP 1.0 values where they stand (AMQP 1.0, part 1): only what is asked for is decoded. */

/** A described list: a performative, a section of a message, or a part of either. */
export interface Composite {
  /** Numeric descriptor. */
  readonly code: number;
  /** The fields as they are encoded. */
  readonly fields: readonly Buffer[];
  /** Offset just behind it. */
  readonly end: number;
}

/** Bytes of the values whose type code begins with 4 to 9. */
const fixedWidths = [0, 1, 2, 4, 8, 16] as const;

/**
 * Offset just behind the value that starts at `offset`.
 *
 * @throws RangeError where no value starts.
 */
export function skipValue(bytes: Buffer, offset: number): number {
  const code = bytes.readUInt8(offset);
  if (code === 0) return skipValue(bytes, skipValue(bytes, offset + 1));
  const start = offset + 1;
  const kind = code >> 4;
  const width = fixedWidths[kind - 4];
  if (width !== undefined) return start + width;
  if (kind < 0xa) throw new RangeError(`0x${code.toString(16)} at offset ${offset} is no type code of AMQP 1.0.`);
  // The even ones have their length in one byte, the odd ones in four.
  return kind % 2 === 0 ? start + 1 + bytes.readUInt8(start) : start + 4 + bytes.readUInt32BE(start);
}

/** By type code: bytes of a list's type code, length and count. */
const listHeaders: Readonly<Record<number, number>> = { 0x45: 1, 0xc0: 3, 0xd0: 9 };

/** @throws RangeError where no list with a numeric descriptor starts. */
export function compositeAt(bytes: Buffer, offset: number): Composite {
  const list = skipValue(bytes, offset + 1);
  const code = numberIn(bytes.subarray(offset + 1, list));
  const header = listHeaders[bytes.readUInt8(list)];
  if (bytes[offset] !== 0 || code === undefined || header === undefined) {
    throw new RangeError(`No list with a numeric descriptor starts at offset ${offset}.`);
  }
  const end = skipValue(bytes, list);
  const fields: Buffer[] = [];
  for (let start = list + header; start < end;) {
    const next = skipValue(bytes, start);
    fields.push(bytes.subarray(start, next));
    start = next;
  }
  return { code, fields, end };
}

/** The unsigned number that the bytes begin with; undefined for null, for another type, and where there is none. */
export function numberIn(bytes: Buffer | undefined): number | undefined {
  switch (bytes?.[0]) {
    case 0x43:
    case 0x44:
      return 0;
    case 0x50:
    case 0x52:
    case 0x53:
      return bytes.readUInt8(1);
    case 0x60:
      return bytes.readUInt16BE(1);
    case 0x70:
      return bytes.readUInt32BE(1);
    case 0x80:
      return Number(bytes.readBigUInt64BE(1));
    default:
      return undefined;
  }
}

/** Whether the bytes are a true boolean. */
export function isTrue(bytes: Buffer | undefined): boolean {
  return bytes?.[0] === 0x41 || (bytes?.[0] === 0x56 && bytes[1] === 1);
}

/** The content of a string, symbol or binary that the bytes begin with; undefined for anything else. */
export function contentIn(bytes: Buffer | undefined): Buffer | undefined {
  const kind = (bytes?.[0] ?? 0) >> 4;
  if (bytes === undefined || (kind !== 0xa && kind !== 0xb)) return undefined;
  return bytes.subarray(kind === 0xa ? 2 : 5, skipValue(bytes, 0));
}
