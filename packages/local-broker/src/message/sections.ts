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
