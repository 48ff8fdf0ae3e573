/** What a transfer says of its delivery; it says nothing in the fields that the broker has no use for. */
export interface TransferHead {
  readonly channel: number;
  readonly handle: number;
  readonly deliveryId: number;
  /** At most 32 bytes. */
  readonly deliveryTag: Buffer;
  readonly settled: boolean;
  readonly more: boolean;
}

const frameHeaderLength = 8;
/** Descriptor, size and count of the performative, and its fields but for the bytes of the tag. */
const performativeLength = 26;

/** Bytes that a transfer takes in a frame beside its payload. */
export function transferHeadLength(deliveryTag: Buffer): number {
  return frameHeaderLength + performativeLength + deliveryTag.length;
}

/**
 * A frame with a transfer (AMQP 1.0, part 2.7.5) up to its payload. Every message that goes out has one, so it is
 * written here and not composed by rhea; all fields are there, as in every performative of the broker's.
 */
export function encodeTransferHead(head: TransferHead, payloadLength: number): Buffer {
  const { deliveryTag: tag } = head;
  const length = transferHeadLength(tag);
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32BE(length + payloadLength, 0);
  bytes.writeUInt16BE(0x0200, 4);
  bytes.writeUInt16BE(head.channel, 6);
  // A described list of one-byte width: its descriptor 0x14, its size, counted from behind itself, and its 11 fields.
  bytes.writeUInt32BE(0x005314c0, 8);
  bytes[12] = length - 13;
  bytes[13] = 11;
  bytes[14] = code.uint;
  bytes.writeUInt32BE(head.handle, 15);
  bytes[19] = code.uint;
  bytes.writeUInt32BE(head.deliveryId, 20);
  bytes[24] = code.binary8;
  bytes[25] = tag.length;
  bytes.set(tag, 26);
  const afterTag = 26 + tag.length;
  bytes[afterTag] = code.uintZero;
  bytes[afterTag + 1] = head.settled ? code.true : code.false;
  bytes[afterTag + 2] = head.more ? code.true : code.false;
  bytes.fill(code.null, afterTag + 3);
  return bytes;
}

const code = { null: 0x40, true: 0x41, false: 0x42, uintZero: 0x43, uint: 0x70, binary8: 0xa0 };
