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
  readonly state?: Typed | null;
}

export interface DispositionFields {
  readonly first: number;
  readonly last?: number | null;
  readonly settled?: boolean | null;
  readonly state?: Typed | null;
}

export interface FlowFields {
  readonly handle?: number | null;
  delivery_count?: number | null;
  link_credit?: number | null;
  readonly echo?: boolean | null;
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

export interface AttachFields {
  readonly source: {
    described(): Typed;
    readonly address?: string | null;
    filter?: Readonly<Record<string, unknown>> | null;
  } | null;
  /** `described` is missing from a transaction coordinator, which rhea leaves encoded. */
  readonly target: { described?(): Typed; readonly address?: string | null } | null;
  readonly snd_settle_mode?: number;
  readonly rcv_settle_mode?: number;
  readonly properties?: Readonly<Record<string, unknown>> | null;
}

interface LinkInternals {
  readonly session: RheaSession;
  readonly name: string;
  credit: number;
  delivery_count: number;
  issue_flow: boolean;
  readonly local: { readonly handle: number; readonly attach: Performative };
  readonly remote: { readonly attach: AttachFields };
  _get_drain(): boolean;
  _process(): void;
}

/** A link on which a client sends. */
export type ReceivingLink = Omit<Receiver, keyof LinkInternals> & LinkInternals;
/** A link on which a client receives. */
export type SendingLink = Omit<Sender, keyof LinkInternals> & LinkInternals & { _draining: boolean };

export interface SessionInternals {
  incoming: unknown;
  outgoing: unknown;
  readonly local: { readonly channel: number; readonly begin: Performative };
  on_flow(frame: Frame<FlowFields>): void;
  output(frame: Typed, payload?: Buffer): void;
  _get_link(frame: Frame<FlowFields>): LinkInternals;
  _write_flow(link?: unknown): void;
  _process(): void;
}
export type RheaSession = Omit<Session, 'connection'> & SessionInternals & { readonly connection: RheaConnection };

export interface ConnectionInternals {
  readonly amqp_transport: { encode(frame: unknown): void };
  readonly transport: { peek_size(bytes: Buffer): number | undefined };
  readonly socket: AmqpStream;
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
  transfer(fields: Performative): Typed;
  disposition(fields: Performative): Typed;
  amqp_frame(channel: number, performative: Typed, payload?: Buffer): unknown;
}

export const { transfer, disposition, amqp_frame: amqpFrame } = frames as unknown as Frames;
