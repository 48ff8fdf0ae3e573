import { binary, described, list, no, nothing, symbols, ubyte, uint, ulong, ushort, yes } from './encoding.js';

/** Numeric descriptors of what frames carry (AMQP 1.0, parts 2.7 and 5.3.3). */
export const codes = {
  open: 0x10,
  begin: 0x11,
  attach: 0x12,
  flow: 0x13,
  transfer: 0x14,
  disposition: 0x15,
  detach: 0x16,
  end: 0x17,
  close: 0x18,
  saslMechanisms: 0x40,
  saslInit: 0x41,
  saslOutcome: 0x44,
} as const;

/** Frame types. */
export const amqp = 0;
export const sasl = 1;

/** Largest frame that either side may send, as the local broker and Service Bus have it. */
export const maxFrameSize = 65_536;

const manyHandles = 4_999;

/** As many transfers as nobody will send: windows and credits that never run out need no renewal. */
export const plenty = 2 ** 31 - 1;

/** A frame with one performative. @param payload what follows it, of a transfer */
export function frame(type: number, channel: number, performative: Buffer, payload?: Buffer): Buffer {
  const header = Buffer.alloc(8);
  const body = payload === undefined ? [performative] : [performative, payload];
  header.writeUInt32BE(body.reduce((length, part) => length + part.length, header.length));
  header[4] = 2;
  header[5] = type;
  header.writeUInt16BE(channel, 6);
  return Buffer.concat([header, ...body]);
}

/** Keeps a connection alive while nothing is said. */
export const heartbeat = Buffer.from([0, 0, 0, 8, 2, amqp, 0, 0]);

export const saslMechanisms = described(codes.saslMechanisms, list([symbols(['MSSBCBS', 'PLAIN', 'ANONYMOUS'])]));

/** Whoever it is, it is welcome. */
export const saslOutcome = described(codes.saslOutcome, list([ubyte(0)]));

/** @param containerId encoded */
export function open(containerId: Buffer): Buffer {
  return described(codes.open, list([containerId, nothing, uint(maxFrameSize), ushort(manyHandles)]));
}

/** The answer to a session that the client began on that channel. */
export function begin(channel: number): Buffer {
  return described(codes.begin, list([ushort(channel), uint(0), uint(plenty), uint(plenty), uint(manyHandles)]));
}

/** @param asked fields of the client's attach @param maxMessageSize bytes; for a link on which the client sends */
export function attach(asked: readonly Buffer[], clientReceives: boolean, maxMessageSize: number): Buffer {
  const [name = nothing, handle = nothing, , sndSettleMode = nothing, rcvSettleMode = nothing] = asked;
  const [source = nothing, target = nothing] = asked.slice(5);
  const role = clientReceives ? no : yes;
  const initialDeliveryCount = clientReceives ? uint(0) : nothing;
  return described(
    codes.attach,
    list([
      ...[name, handle, role, sndSettleMode, rcvSettleMode, source, target],
      ...[nothing, nothing, initialDeliveryCount, ulong(maxMessageSize)],
    ]),
  );
}

export interface Flow {
  /** Transfers that came on the session. */
  readonly nextIncomingId: number;
  /** Transfers that left on the session. */
  readonly nextOutgoingId: number;
  readonly handle: number;
  readonly deliveryCount: number;
  readonly credit: number;
  readonly drain: boolean;
}

export function flow({ nextIncomingId, nextOutgoingId, handle, deliveryCount, credit, drain }: Flow): Buffer {
  return described(
    codes.flow,
    list([
      ...[uint(nextIncomingId), uint(plenty), uint(nextOutgoingId), uint(plenty)],
      ...[uint(handle), uint(deliveryCount), uint(credit), nothing, drain ? yes : no],
    ]),
  );
}

/** A message that leaves settled. */
export function settledTransfer(handle: number, deliveryId: number): Buffer {
  return described(codes.transfer, list([uint(handle), uint(deliveryId), binary(Buffer.of(0)), uint(0), yes]));
}

const accepted = described(0x24, list([]));

export interface Settlement {
  /** Whether the deliveries went to the client, not to this server. */
  readonly clientReceives: boolean;
  readonly first: number;
  readonly last: number;
  /** The outcome, encoded. Default: accepted. */
  readonly state?: Buffer | undefined;
}

/** All in the range are settled. */
export function disposition({ clientReceives, first, last, state = accepted }: Settlement): Buffer {
  return described(codes.disposition, list([clientReceives ? no : yes, uint(first), uint(last), yes, state]));
}

export function detach(handle: number): Buffer {
  return described(codes.detach, list([uint(handle), yes]));
}

export const end = described(codes.end, list([]));
export const close = described(codes.close, list([]));
