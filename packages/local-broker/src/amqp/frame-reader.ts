import rhea from 'rhea';

import { checkValue } from '../message/check-value.js';
import { readTyped, type Typed } from '../message/encoding.js';
import { checkPerformative } from './performatives.js';
import { ProtocolViolation } from './protocol-violation.js';
import { compositeOf, type Frame, type FrameTransport, type Performative } from './rhea-internals.js';

/** The two layers that a connection speaks, one after the other, and the frame type of each. */
const frameTypes = { amqp: 0x00, sasl: 0x01 } as const;
type Layer = keyof typeof frameTypes;

/** A frame that carries something, with the name of its performative as rhea spells it: `attach`, `sasl_init`. */
export interface IncomingFrame extends Frame<Performative> {
  readonly name: string;
}

const headerLength = 8;
const protocolHeaderLength = 8;

/**
 * Takes the place of rhea's reader on one layer of a connection. rhea reads what it is given: it would collect four
 * gigabytes of a frame that claims them, make a billion values of twelve bytes, and take fields of any type. Here a
 * frame is checked as a whole before anything looks at it.
 *
 * @param onFrame called with each frame that is not empty. An empty one is a heartbeat.
 */
export function readFrames(
  transport: FrameTransport,
  layer: Layer,
  maxFrameSize: number,
  onFrame: (frame: IncomingFrame) => void,
): void {
  const readHeader = transport.read.bind(transport);
  transport.read = (bytes) => {
    let offset = 0;
    if (!transport.header_received) {
      offset = readHeader(bytes.subarray(0, protocolHeaderLength));
      if (!transport.header_received) return offset;
    }
    while (!transport.read_complete) {
      const size = sizeAt(bytes, offset, maxFrameSize);
      if (size === undefined || bytes.length - offset < size) break;
      const frame = decodeFrame(bytes.subarray(offset, offset + size), layer);
      offset += size;
      if (frame) onFrame(frame);
    }
    return offset;
  };
}

/** Size of the frame that starts there; undefined when too little of it is there to tell. */
function sizeAt(bytes: Buffer, offset: number, maxFrameSize: number): number | undefined {
  if (bytes.length - offset < 4) return undefined;
  const size = bytes.readUInt32BE(offset);
  if (size < headerLength) throw misframed(`A frame of ${size} bytes is smaller than its header of ${headerLength}.`);
  if (size > maxFrameSize) throw misframed(`A frame of ${size} bytes is larger than the ${maxFrameSize} agreed on.`);
  return size;
}

/** Undefined for an empty frame. */
function decodeFrame(bytes: Buffer, layer: Layer): IncomingFrame | undefined {
  const bodyStart = (bytes[4] as number) * 4;
  if (bodyStart < headerLength || bodyStart > bytes.length) {
    throw misframed(`The body of a frame of ${bytes.length} bytes cannot start at offset ${bodyStart}.`);
  }
  if (bytes[5] !== frameTypes[layer]) throw misframed(`A frame of the type ${bytes[5]} may not come here.`);
  const channel = layer === 'amqp' ? bytes.readUInt16BE(6) : 0;
  const body = bytes.subarray(bodyStart);
  if (body.length === 0) return undefined;
  const { performative, end } = decodeBody(body);
  const { name } = checkPerformative(performative, layer);
  const rheaName = name.replaceAll('-', '_');
  return {
    channel,
    name: rheaName,
    performative: compositeOf(rheaName, (performative.value as readonly Typed[]).map(plainBoolean)),
    ...(end < body.length && { payload: body.subarray(end) }),
  };
}

function decodeBody(body: Buffer): { readonly performative: Typed; readonly end: number } {
  try {
    const end = checkValue(body, 0);
    return { performative: readTyped(body, 0), end };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProtocolViolation('connection', 'amqp:decode-error', `A frame cannot be read: ${reason}`);
  }
}

/** rhea reads the two-byte form of a boolean as a number. */
function plainBoolean(value: Typed): Typed {
  if (value.type.typecode !== 0x56) return value;
  return rhea.types.wrap_boolean(value.value === 1) as Typed;
}

function misframed(message: string): ProtocolViolation {
  return new ProtocolViolation('connection', 'amqp:connection:framing-error', message);
}
