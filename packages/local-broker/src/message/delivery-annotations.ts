import type { ByteWriter } from './byte-writer.js';

/**
 * The delivery annotations that belong to the broker. AMQP means them for one hop alone; Service Bus hands the sender's
 * on to the receiver all the same, and adds its own.
 */
export interface DeliveryAnnotations {
  /** The 16 bytes of the lock token as an AMQP uuid. Absent for a message that goes out without a lock. */
  readonly lockToken?: Buffer | undefined;
  /** Bytes of the body that a peek left out. */
  readonly omittedBodySize?: number | undefined;
}

const names = {
  lockToken: 'x-opt-lock-token',
  omittedBodySize: 'omitted-message-body-size',
} as const satisfies Record<keyof DeliveryAnnotations, string>;

const brokersOwn: ReadonlySet<string> = new Set(Object.values(names));

export function isBrokersOwnOnDelivery(annotation: string): boolean {
  return brokersOwn.has(annotation);
}

const typeCode = { symbol8: 0xa3, uuid: 0x98, long: 0x81 };

/** A key and the type code of the value behind it: the same bytes in every message. */
function entry(name: string, valueCode: number): Buffer {
  return Buffer.concat([Buffer.from([typeCode.symbol8, name.length]), Buffer.from(name), Buffer.from([valueCode])]);
}

const entries = {
  lockToken: entry(names.lockToken, typeCode.uuid),
  omittedBodySize: entry(names.omittedBodySize, typeCode.long),
};

/** Writes the annotations as encoded map entries. @returns how many keys and values, together. */
export function writeDeliveryAnnotations(
  writer: ByteWriter,
  { lockToken, omittedBodySize }: DeliveryAnnotations,
): number {
  let count = 0;
  if (lockToken !== undefined) {
    writer.append(entries.lockToken);
    writer.append(lockToken);
    count += 2;
  }
  if (omittedBodySize !== undefined) {
    writer.append(entries.omittedBodySize);
    writer.long(omittedBodySize);
    count += 2;
  }
  return count;
}
