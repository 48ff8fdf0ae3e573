import rhea from 'rhea';

import { BrokerError } from '../engine/errors.js';

/**
 * Finding one's way in encoded AMQP without decoding it. An AMQP type code tells in its upper four bits how wide the
 * value is (AMQP 1.0, part 1.2), which is all that skipping a value takes.
 */

/** A type code, value or descriptor as rhea reads it: the value with the AMQP type it came in. */
export interface Typed {
  readonly value: unknown;
  readonly type: { readonly name: string; readonly typecode: number };
  readonly descriptor?: Typed;
}

/** The parts of rhea's codec that its typings leave out. */
interface RheaCodec {
  readonly Reader: new (buffer: Buffer) => { position: number; read(): Typed };
  readonly Writer: new (buffer?: Buffer) => { write(value: Typed): void; toBuffer(): Buffer };
  unwrap(value: Typed): unknown;
  described_nc(descriptor: Typed, value: Typed): Typed;
}

export const codec = rhea.types as unknown as RheaCodec;

export function malformed(what: string): BrokerError {
  return new BrokerError('amqp:decode-error', `The message is not valid AMQP 1.0: ${what}.`);
}

/** Values nested deeper than this are refused: a few bytes of input may not exhaust the stack. */
export const deepestNesting = 64;

/** Type code of null. */
export const nullCode = 0x40;

/** Type codes of a string and a symbol of up to 255 bytes, whose length is the byte behind the code. */
const shortString = 0xa1;
const shortSymbol = 0xa3;

/** Null, encoded. */
export const nullValue = Buffer.from([nullCode]);

/** Stands before a descriptor and the value that it describes. */
export const describedCode = 0x00;

/** Offset just behind the value that starts at `offset`. */
export function skipValue(bytes: Buffer, offset: number, nesting = 0): number {
  if (nesting > deepestNesting) throw malformed(`values are nested deeper than ${deepestNesting}`);
  const code = byteAt(bytes, offset);
  if (code === describedCode) return skipValue(bytes, skipValue(bytes, offset + 1, nesting + 1), nesting + 1);
  return skipContent(bytes, code, offset + 1);
}

/** Offset just behind a value of that type code, whose content starts at `start`. */
export function skipContent(bytes: Buffer, code: number, start: number): number {
  switch (code >> 4) {
    case 0x4:
      return start;
    case 0x5:
      return within(bytes, start + 1);
    case 0x6:
      return within(bytes, start + 2);
    case 0x7:
      return within(bytes, start + 4);
    case 0x8:
      return within(bytes, start + 8);
    case 0x9:
      return within(bytes, start + 16);
    case 0xa:
    case 0xc:
    case 0xe:
      return within(bytes, start + 1 + byteAt(bytes, start));
    case 0xb:
    case 0xd:
    case 0xf:
      within(bytes, start + 4);
      return within(bytes, start + 4 + bytes.readUInt32BE(start));
  }
  throw malformed(`0x${code.toString(16)}, before offset ${start}, is no type code`);
}

export function byteAt(bytes: Buffer, offset: number): number {
  const byte = bytes[offset];
  if (byte === undefined) throw malformed(`it ends at offset ${bytes.length} in the middle of a value`);
  return byte;
}

function within(bytes: Buffer, end: number): number {
  if (end > bytes.length) throw malformed(`a value reaches to offset ${end}, past its end at ${bytes.length}`);
  return end;
}

/** The elements of an encoded list or map: how many, and where the first starts. */
export interface Compound {
  readonly count: number;
  readonly start: number;
  readonly end: number;
}

/** Opens the list or map whose type code is at `offset`. */
export function openCompound(bytes: Buffer, offset: number): Compound {
  return openContent(bytes, byteAt(bytes, offset), offset + 1);
}

/** Opens the list or map of that type code whose content starts at `start`. */
export function openContent(bytes: Buffer, code: number, start: number): Compound {
  const end = skipContent(bytes, code, start);
  switch (code) {
    case 0x45:
      return { count: 0, start: end, end };
    case 0xc0:
    case 0xc1:
      return { count: byteAt(bytes, start + 1), start: start + 2, end };
    case 0xd0:
    case 0xd1:
      within(bytes, start + 8);
      return { count: bytes.readUInt32BE(start + 4), start: start + 8, end };
    default:
      throw malformed(`a list or map is expected before offset ${start}`);
  }
}

/** Offset of the list element at `index`; undefined when the list is shorter or the element is null. */
export function elementAt(bytes: Buffer, list: Compound, index: number): number | undefined {
  if (index >= list.count) return undefined;
  let offset = list.start;
  for (let i = 0; i < index; i += 1) offset = skipValue(bytes, offset);
  return bytes[offset] === nullCode ? undefined : offset;
}

/** Decodes the one value at `offset`, with its AMQP type. */
export function readTyped(bytes: Buffer, offset: number): Typed {
  // Measured first: rhea's reader does not notice the end of its buffer in strings and binaries.
  const reader = new codec.Reader(bytes.subarray(0, skipValue(bytes, offset)));
  reader.position = offset;
  try {
    return reader.read();
  } catch (error) {
    throw malformed(error instanceof Error ? error.message : String(error));
  }
}

/** Decodes the one value at `offset` to its JavaScript equivalent. */
export function readValue(bytes: Buffer, offset: number): unknown {
  // What routing reads of every message is short text, which needs none of the codec's objects.
  switch (bytes[offset]) {
    case shortString:
      return bytes.toString('utf8', offset + 2, skipValue(bytes, offset));
    case shortSymbol:
      return bytes.toString('ascii', offset + 2, skipValue(bytes, offset));
  }
  return codec.unwrap(readTyped(bytes, offset));
}

/** Whether the string or symbol at `offset`, which ends at `end`, is this text of ASCII. Nothing is decoded to find out. */
export function isText(bytes: Buffer, offset: number, end: number, text: string): boolean {
  const code = bytes[offset];
  if (code !== shortString && code !== shortSymbol) return readValue(bytes, offset) === text;
  const start = offset + 2;
  if (end - start !== text.length) return false;
  for (let index = 0; index < text.length; index += 1) {
    if (bytes[start + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}

/** Encodes one typed value. */
export function encode(value: Typed): Buffer {
  const writer = new codec.Writer();
  writer.write(value);
  return Buffer.from(writer.toBuffer());
}

/** A long as rhea writes it: a number where that is exact, else its eight bytes. */
export function longOf(value: bigint): number | Buffer {
  if (value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER) return Number(value);
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt.asIntN(64, value));
  return bytes;
}
