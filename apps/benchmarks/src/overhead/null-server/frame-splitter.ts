import { compositeAt, type Composite } from './decoding.js';

/** A frame that carries something. */
export interface IncomingFrame {
  readonly channel: number;
  readonly performative: Composite;
  readonly payload: Buffer;
}

export interface FrameListener {
  /** `AMQP` and four bytes that name the protocol and its version. */
  onProtocolHeader(header: Buffer): void;
  onFrame(frame: IncomingFrame): void;
}

/** As a frame's size these letters would be a thousand million bytes. */
const amqpLetters = 0x414d5150;
const headerLength = 8;

/** Takes frames out of the bytes of a connection, which come as they like. */
export class FrameSplitter {
  #rest: Buffer = Buffer.alloc(0);

  constructor(private readonly listener: FrameListener) {}

  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let offset = 0;
    while (bytes.length - offset >= headerLength) {
      const first = bytes.readUInt32BE(offset);
      const size = first === amqpLetters ? headerLength : first;
      if (bytes.length - offset < size) break;
      const frame = bytes.subarray(offset, offset + size);
      offset += size;
      if (first === amqpLetters) this.listener.onProtocolHeader(frame);
      else this.#read(frame);
    }
    this.#rest = bytes.subarray(offset);
  }

  #read(frame: Buffer): void {
    const bodyStart = frame.readUInt8(4) * 4;
    // Empty ones only keep the connection alive.
    if (bodyStart === frame.length) return;
    const performative = compositeAt(frame, bodyStart);
    const payload = frame.subarray(performative.end);
    this.listener.onFrame({ channel: frame.readUInt16BE(6), performative, payload });
  }
}
