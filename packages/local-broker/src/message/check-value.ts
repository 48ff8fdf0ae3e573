import { byteAt, deepestNesting, describedCode, malformed, openContent, skipContent } from './encoding.js';

/** The type codes of AMQP 1.0, part 1.6. */
const typeCodes: ReadonlySet<number> = new Set([
  ...[0x40, 0x41, 0x42, 0x43, 0x44, 0x45],
  ...[0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56],
  ...[0x60, 0x61],
  ...[0x70, 0x71, 0x72, 0x73, 0x74],
  ...[0x80, 0x81, 0x82, 0x83, 0x84],
  ...[0x94, 0x98],
  ...[0xa0, 0xa1, 0xa3, 0xb0, 0xb1, 0xb3],
  ...[0xc0, 0xc1, 0xd0, 0xd1, 0xe0, 0xf0],
]);

/**
 * Checks a value and all that is nested in it: known types, and lists, maps and arrays that hold as many elements as
 * they say in as many bytes as they say. A value that was checked once can be read at any time later.
 *
 * @returns the offset just behind it.
 * @throws BrokerError `amqp:decode-error`.
 */
export function checkValue(bytes: Buffer, offset: number, nesting = 0): number {
  const code = byteAt(bytes, offset);
  if (code !== describedCode) return checkContent(bytes, code, offset + 1, nesting);
  checkNesting(nesting);
  return checkValue(bytes, checkValue(bytes, offset + 1, nesting + 1), nesting + 1);
}

function checkContent(bytes: Buffer, code: number, start: number, nesting: number): number {
  if (!typeCodes.has(code)) throw malformed(`0x${code.toString(16)}, before offset ${start}, is no type code`);
  const end = skipContent(bytes, code, start);
  if (isListOrMap(code)) checkElements(bytes, code, start, nesting);
  else if (isArray(code)) checkArray(bytes, code, start, end, nesting);
  return end;
}

function checkElements(bytes: Buffer, code: number, start: number, nesting: number): void {
  checkNesting(nesting);
  const { count, start: first, end } = openContent(bytes, code, start);
  if (isMap(code) && count % 2 !== 0) throw malformed(`the map before offset ${start} has a key without a value`);
  let position = first;
  for (let element = 0; element < count; element += 1) position = checkValue(bytes, position, nesting + 1);
  if (position !== end) throw malformed(`the ${count} elements of a list or map end at offset ${position}, not ${end}`);
}

function checkArray(bytes: Buffer, code: number, start: number, end: number, nesting: number): void {
  checkNesting(nesting);
  const width = code >> 4 === 0xe ? 1 : 4;
  if (start + 2 * width > end) throw malformed(`the array before offset ${start} has no room for its count`);
  const count = bytes.readUIntBE(start + width, width);
  let position = start + 2 * width;
  if (byteAt(bytes, position) === describedCode) position = checkValue(bytes, position + 1, nesting + 1);
  const elementCode = byteAt(bytes, position);
  position += 1;
  // Elements of no width would make billions of values from a dozen bytes.
  if (count > end - position) throw malformed(`an array says it has ${count} elements in ${end - position} bytes`);
  for (let element = 0; element < count; element += 1) {
    position = checkContent(bytes, elementCode, position, nesting + 1);
  }
  if (position !== end) throw malformed(`the ${count} elements of an array end at offset ${position}, not ${end}`);
}

function checkNesting(nesting: number): void {
  if (nesting > deepestNesting) throw malformed(`values are nested deeper than ${deepestNesting}`);
}

function isListOrMap(code: number): boolean {
  return code === 0x45 || code >> 4 === 0xc || code >> 4 === 0xd;
}

function isMap(code: number): boolean {
  return code === 0xc1 || code === 0xd1;
}

function isArray(code: number): boolean {
  return code >> 4 === 0xe || code >> 4 === 0xf;
}
