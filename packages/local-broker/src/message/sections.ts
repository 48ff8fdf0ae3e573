import { checkValue } from './check-value.js';
import { malformed, skipValue } from './encoding.js';

/** The sections of an AMQP message (AMQP 1.0, part 3.2), by the number of their descriptor. */
export const sectionCode = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

export interface Section {
  readonly code: number;
  /** Where the descriptor starts. */
  readonly start: number;
  /** Where the described value starts. */
  readonly value: number;
  readonly end: number;
}

/** Splits an encoded message into its sections, in the order they come in. */
export function sectionsOf(bytes: Buffer): readonly Section[] {
  const sections: Section[] = [];
  let start = 0;
  while (start < bytes.length) {
    const { code, value } = descriptorAt(bytes, start);
    const end = skipValue(bytes, value);
    sections.push({ code, start, value, end });
    start = end;
  }
  return sections;
}

function descriptorAt(bytes: Buffer, start: number): { readonly code: number; readonly value: number } {
  if (bytes[start] === 0x00) {
    const descriptor = start + 1;
    const value = skipValue(bytes, descriptor);
    // Service Bus clients write small ulongs; the other two spellings are as legal.
    if (bytes[descriptor] === 0x53) return { code: bytes[descriptor + 1] as number, value };
    if (bytes[descriptor] === 0x80) return { code: Number(bytes.readBigUInt64BE(descriptor + 1)), value };
    if (bytes[descriptor] === 0xa3) {
      const code = symbolicCodes[bytes.toString('latin1', descriptor + 2, value)];
      if (code !== undefined) return { code, value };
    }
  }
  throw malformed(`a message section is expected at offset ${start}`);
}

const symbolicCodes: Readonly<Record<string, number>> = {
  'amqp:header:list': sectionCode.header,
  'amqp:delivery-annotations:map': sectionCode.deliveryAnnotations,
  'amqp:message-annotations:map': sectionCode.messageAnnotations,
  'amqp:properties:list': sectionCode.properties,
  'amqp:application-properties:map': sectionCode.applicationProperties,
  'amqp:data:binary': sectionCode.data,
  'amqp:amqp-sequence:list': sectionCode.sequence,
  'amqp:amqp-value:*': sectionCode.value,
  'amqp:footer:map': sectionCode.footer,
};

/** Type codes of binaries: with a length of one byte, and of four. */
const shortBinary = 0xa0;
const longBinary = 0xb0;

/** The bytes of the binary that a section holds; undefined where it holds anything else. */
export function binaryIn(bytes: Buffer, { value, end }: Section): Buffer | undefined {
  if (bytes[value] === shortBinary) return bytes.subarray(value + 2, end);
  if (bytes[value] === longBinary) return bytes.subarray(value + 5, end);
  return undefined;
}

const listCodes: ReadonlySet<number> = new Set([0x45, 0xc0, 0xd0]);
/** Type codes of maps. */
export const mapCodes: ReadonlySet<number> = new Set([0xc1, 0xd1]);
const binaryCodes: ReadonlySet<number> = new Set([shortBinary, longBinary]);

/** What a section's value may be; a value section's is anything. */
const valueCodes: Readonly<Record<number, ReadonlySet<number>>> = {
  [sectionCode.header]: listCodes,
  [sectionCode.deliveryAnnotations]: mapCodes,
  [sectionCode.messageAnnotations]: mapCodes,
  [sectionCode.properties]: listCodes,
  [sectionCode.applicationProperties]: mapCodes,
  [sectionCode.data]: binaryCodes,
  [sectionCode.sequence]: listCodes,
  [sectionCode.footer]: mapCodes,
};

/**
 * Checks that the sections make a message: each known, of its type and there once, except that a body may have several
 * data or sequence sections. Their order is left to the caller.
 *
 * @throws BrokerError `amqp:decode-error`.
 */
export function checkSections(bytes: Buffer, sections: readonly Section[]): void {
  // One bit for each kind of section, and one for its place.
  let seen = 0;
  for (const { code, value } of sections) {
    const kind = bitOf(code);
    const place = bitOf(placeOf(code));
    const repeats = (seen & kind) !== 0 && (code === sectionCode.data || code === sectionCode.sequence);
    if ((seen & place) !== 0 && !repeats) throw malformed(`it has more than one section 0x${code.toString(16)}`);
    seen |= place | kind;
    if (valueCodes[code]?.has(bytes[value] ?? 0) === false) {
      throw malformed(`the section 0x${code.toString(16)} holds a value of the wrong type`);
    }
    checkValue(bytes, value);
  }
}

function bitOf(code: number): number {
  return 1 << (code - sectionCode.header);
}

/** Place of the sections in a message; the kinds of body share one, as a message has only one of them. */
export function placeOf(code: number): number {
  if (code < sectionCode.header || code > sectionCode.footer) throw malformed(`0x${code.toString(16)} is no section`);
  return code === sectionCode.sequence || code === sectionCode.value ? sectionCode.data : code;
}
