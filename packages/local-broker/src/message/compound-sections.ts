import { openCompound, readValue, skipValue } from './encoding.js';
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
