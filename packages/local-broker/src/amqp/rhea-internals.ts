import type { Connection, Receiver, Sender, Session } from 'rhea';
import frames from 'rhea/lib/frames.js';

import type { Typed } from '../message/encoding.js';
import type { AmqpStream } from './amqp-stream.js';

/**
 * The parts of rhea that its typings leave out and that the broker builds on. rhea keeps connections, sessions, links
 * and their handshakes; the broker replaces what moves the messages (`transfers.ts`), because there rhea decodes and
 * re-encodes every message, merges settlements that differ, and stops when one delivery stays unsettled for long. The
 * version of rhea is pinned, and the conformance tests run against it.
 */

/** A frame body with the fields of its performative, by name. */
export type Performative = Record<string, unknown>;

export interface Frame<Fields> {
  readonly channel: number;
  readonly performative: Fields;
  readonly payload?: Buffer;
}

export interface TransferFields {
  readonly handle: number;
  readonly delivery_id?: number | null;
  readonly delivery_tag?: Buffer | null;
  readonly message_format?: number | null;
  readonly settled?: boolean | null;
  readonly more?: boolean | null;
  readonly aborted?: boolean | null;
  /** All fields in their order. */
  readonly value: readonly (Typed | undefined)[];
}

export interface DispositionFields {
  readonly first: number;
  readonly last?: number | null;
  readonly settled?: boolean | null;
  readonly state?: Typed | null;
}

export interface FlowFields {
  handle?: number | null;
  delivery_count?: number | null;
  link_credit?: number | null;
  readonly echo?: boolean | null;
  readonly properties?: Readonly<Record<string, unknown>> | null;
  readonly next_incoming_id?: number | null;
  readonly incoming_window: number;
  readonly next_outgoing_id: number;
  readonly outgoing_window: number;
}

export interface BeginFields {
  readonly next_outgoing_id: number;
  readonly incoming_window: number;
  readonly outgoing_window: number;
}

/** What a client announces when it opens its connection. Times are milliseconds. */
export interface OpenFields {
  readonly max_frame_size?: number | null;
  idle_time_out?: number | null;
}

export interface AttachFields {
  readonly name: string;
  readonly handle: number;
  /** Whether the client is the receiver. */
  readonly role: boolean;
  readonly initial_delivery_count?: number | null;
  readonly source: {
    described(): Typed;
    readonly address?: string | null;
    filter?: Readonly<Record<string, unknown>> | null;
  } | null;
  readonly target: { described?(): Typed; readonly address?: string | null } | null;
  /** Whether the target is a transaction coordinator; set by `recognizeCoordinator`, as rhea knows none. */
  coordinator?: boolean;
  readonly snd_settle_mode?: number;
  readonly rcv_settle_mode?: number;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

/** Whether the two ends of a connection, session or link are open. */
interface EndpointState {
  readonly local_open: boolean;
  readonly remote_open: boolean;
  /** Attaches, or the like, that are not written yet. */
  readonly open_requests: number;
}

/** What goes into `detach`, `end` and `close`. */
export interface EndpointError {
  readonly condition: string;
  readonly description: string;
}

export interface LinkInternals {
  readonly session: RheaSession;
  name: string;
  readonly state: EndpointState;
  credit: number;
  delivery_count: number;
  issue_flow: boolean;
  readonly local: { readonly handle: number; readonly attach: Performative };
  readonly remote: { readonly attach: AttachFields; handle: number | undefined };
  is_receiver(): boolean;
  close(error?: EndpointError): void;
  /** Ends the link without closing it. */
  detach(): void;
  on_attach(frame: Frame<AttachFields>): void;
  _get_drain(): boolean;
  _process(): void;
}

/** A link on which a client sends. */
export type ReceivingLink = Omit<Receiver, keyof LinkInternals> & LinkInternals;
/** A link on which a client receives. */
export type SendingLink = Omit<Sender, keyof LinkInternals> & LinkInternals & { _draining: boolean };
export type AnyLink = ReceivingLink | SendingLink;

export interface SessionInternals {
  incoming: unknown;
  outgoing: unknown;
  readonly state: EndpointState;
  readonly local: {
    readonly channel: number;
    readonly begin: Performative;
    readonly end: unknown;
    readonly handles: Record<number, LinkInternals | undefined>;
  };
  readonly remote: { readonly handles: Record<number, LinkInternals | undefined> };
  readonly links: Record<string, LinkInternals>;
  close(error?: EndpointError): void;
  create_sender(name: string): LinkInternals;
  create_receiver(name: string): LinkInternals;
  remove_link(link: LinkInternals): void;
  on_attach(frame: Frame<AttachFields>): void;
  on_flow(frame: Frame<FlowFields>): void;
  output(frame: unknown, payload?: Buffer): void;
  _get_link(frame: Frame<FlowFields>): LinkInternals;
  _write_flow(link?: unknown): void;
  _process(): void;
}
export type RheaSession = Omit<Session, 'connection'> & SessionInternals & { readonly connection: RheaConnection };

/** One layer of a connection, SASL or AMQP, as rhea reads and writes it. */
export interface FrameTransport {
  readonly header_received: unknown;
  /** Whether the layer is done, and what comes belongs to the next. */
  readonly read_complete: boolean;
  /** @returns how many of the bytes it took. */
  read(bytes: Buffer): number;
}

/** A frame on its way out; an empty one is a heartbeat. */
export interface OutgoingFrame {
  readonly channel: number;
  readonly performative?: Typed | { described(): Typed };
  readonly payload?: Buffer;
}

/** The half of the AMQP layer that writes. */
export interface OutgoingTransport {
  readonly header_sent: unknown;
  has_writes_pending(): boolean;
  encode(frame: OutgoingFrame): void;
  /** Takes a frame that is encoded already, in parts. The broker's own: rhea encodes all of them. */
  encoded(...parts: readonly Buffer[]): void;
  write(socket: AmqpStream): void;
}

/** One way for a client to introduce itself. */
export interface SaslMechanism {
  /** undefined for as long as the client has more to say. */
  outcome: boolean | undefined;
  start(response: Buffer | null | undefined): Buffer | undefined | void;
  step?(response: Buffer): void;
}

export interface ConnectionInternals {
  readonly amqp_transport: FrameTransport & OutgoingTransport;
  readonly sasl_transport: {
    readonly transport: FrameTransport;
    mechanisms: Readonly<Record<string, () => SaslMechanism>>;
  };
  /** What bytes go through first: SASL as long as it lasts, or AMQP itself. */
  transport: unknown;
  readonly state: EndpointState;
  /** Sessions by the channel that the client has for them. */
  readonly remote_channel_map: Record<number, RheaSession | undefined>;
  readonly socket: AmqpStream;
  open(): void;
  dispatch(event: string, argument: unknown): boolean;
  close(error?: EndpointError): void;
  accept(stream: AmqpStream): void;
  eof(): void;
  create_session(): RheaSession;
  output(): void;
  _register(): void;
  _process(): void;
}
export type RheaConnection = Omit<Connection, keyof ConnectionInternals> & ConnectionInternals;

/** What rhea passes to listeners: the objects that the event is about, where it is about them. */
export interface RheaEvent {
  readonly receiver: ReceivingLink;
  readonly sender: SendingLink;
  readonly session: RheaSession;
}

interface Frames {
  disposition(fields: Performative): Typed;
  write_frame(frame: OutgoingFrame): Buffer;
}

export const { disposition, write_frame: encodeFrame } = frames as unknown as Frames;

/** A performative of rhea's from its fields in their order. @param name as rhea spells it: `sasl_init`. */
export function compositeOf(name: string, fields: readonly Typed[]): Performative {
  const makers = frames as Record<string, (fields: Performative) => { value: readonly Typed[] }>;
  const performative = makers[name]?.({});
  if (performative === undefined) throw new RangeError(`rhea knows no performative '${name}'.`);
  performative.value = fields;
  return performative as unknown as Performative;
}

/** Gives the frame to what rhea has for its performative, if it has something: `on_attach` of a connection. */
export function passToRhea(handler: object, frame: Frame<unknown> & { readonly name: string }): void {
  const handlers = handler as Record<string, ((frame: Frame<unknown>) => void) | undefined>;
  handlers[`on_${frame.name}`]?.call(handler, frame);
}
