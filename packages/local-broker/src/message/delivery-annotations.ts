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

/** The annotations as encoded map entries: `count` keys and values together, and their bytes. */
export function encodeDeliveryAnnotations({ lockToken, omittedBodySize }: DeliveryAnnotations): {
  readonly count: number;
  readonly bytes: Buffer;
} {
  const entries: Buffer[] = [];
  if (lockToken !== undefined) entries.push(symbol(names.lockToken), Buffer.from([typeCode.uuid]), lockToken);
  if (omittedBodySize !== undefined) {
    const size = Buffer.from([typeCode.long, 0, 0, 0, 0, 0, 0, 0, 0]);
    size.writeBigInt64BE(BigInt(omittedBodySize), 1);
    entries.push(symbol(names.omittedBodySize), size);
  }
  const count = (lockToken === undefined ? 0 : 2) + (omittedBodySize === undefined ? 0 : 2);
  return { count, bytes: Buffer.concat(entries) };
}

function symbol(name: string): Buffer {
  return Buffer.from([typeCode.symbol8, name.length, ...Buffer.from(name, 'latin1')]);
}
