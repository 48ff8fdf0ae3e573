import type { ByteWriter } from './byte-writer.js';
import { isText, openCompound, readValue, skipValue } from './encoding.js';
import type { Section } from './sections.js';

export const list32 = 0xd0;
export const map32 = 0xd1;

/** A section whose value is a list or map of these encoded elements. */
export function compoundSection(code: number, typeCode: number, elements: readonly Buffer[]): Buffer {
  const start = Buffer.from([0x00, 0x53, code, typeCode, 0, 0, 0, 0, 0, 0, 0, 0]);
  const length = elements.reduce((sum, element) => sum + element.length, 0);
  start.writeUInt32BE(length + 4, 4);
  start.writeUInt32BE(elements.length, 8);
  return Buffer.concat([start, ...elements]);
}

/** Begins to write a section whose value is a list or map. @returns what {@link endSection} needs to end it. */
export function beginSection(writer: ByteWriter, code: number, typeCode: typeof list32 | typeof map32): number {
  writer.append(sectionStart);
  writer.byte(code);
  writer.byte(typeCode);
  const sizeAt = writer.length;
  writer.append(unknownSizeAndCount);
  return sizeAt;
}

/** @param count elements of the list; keys and values of the map, together. */
export function endSection(writer: ByteWriter, sizeAt: number, count: number): void {
  // The size counts from behind itself.
  writer.replaceUint32(writer.length - sizeAt - 4, sizeAt);
  writer.replaceUint32(count, sizeAt + 4);
}

/** What comes before the code of a section: that it describes a value, and by a small ulong. */
const sectionStart = Buffer.from([0x00, 0x53]);
const unknownSizeAndCount = Buffer.alloc(8);

/** An entry of a map section: its key for reading, and both halves as the bytes that they are. */
export interface MapEntry {
  readonly key: string;
  readonly keyBytes: Buffer;
  readonly valueBytes: Buffer;
}

export function* entriesOf(bytes: Buffer, section: Section): Generator<MapEntry> {
  const map = openCompound(bytes, section.value);
  let keyOffset = map.start;
  for (let index = 0; index + 1 < map.count; index += 2) {
    const valueOffset = skipValue(bytes, keyOffset);
    const end = skipValue(bytes, valueOffset);
    yield {
      key: String(readValue(bytes, keyOffset)),
      keyBytes: bytes.subarray(keyOffset, valueOffset),
      valueBytes: bytes.subarray(valueOffset, end),
    };
    keyOffset = end;
  }
}

/** The keys of a map section. */
export function* keysOf(bytes: Buffer, section: Section): Generator<string> {
  const map = openCompound(bytes, section.value);
  let keyOffset = map.start;
  for (let index = 0; index + 1 < map.count; index += 2) {
    yield String(readValue(bytes, keyOffset));
    keyOffset = skipValue(bytes, skipValue(bytes, keyOffset));
  }
}

/** Where the value of a key of a map section is; undefined when there is none. */
export function valueOf(bytes: Buffer, section: Section, name: string): number | undefined {
  const map = openCompound(bytes, section.value);
  let keyOffset = map.start;
  for (let index = 0; index + 1 < map.count; index += 2) {
    const valueOffset = skipValue(bytes, keyOffset);
    if (isText(bytes, keyOffset, valueOffset, name)) return valueOffset;
    keyOffset = skipValue(bytes, valueOffset);
  }
  return undefined;
}
