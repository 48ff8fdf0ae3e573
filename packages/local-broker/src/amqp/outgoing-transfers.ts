import type { Typed } from '../message/encoding.js';
import { DispositionBatch } from './disposition-batch.js';
import type { OutgoingMemory } from './outgoing-memory.js';
import { isReceived } from './outcomes.js';
import {
  amqpFrame,
  type BeginFields,
  type DispositionFields,
  type FlowFields,
  type RheaSession,
  type SendingLink,
  transfer,
} from './rhea-internals.js';

/** What goes out on a link: one encoded message. */
export interface OutgoingDelivery {
  readonly tag: Buffer;
  readonly bytes: Buffer;
  /**
   * The client's outcome of an unsettled delivery. Absent for one that goes out settled.
   *
   * @param settled whether the client settled it already and wants no answer.
   */
  readonly onOutcome?: OutcomeListener;
  /** The link ended before the delivery left as a whole: the client cannot have it. */
  readonly onUnsent?: () => void;
}

/** A delivery that the client has not settled yet. */
export interface UnsettledDelivery {
  readonly id: number;
}

type OutcomeListener = (delivery: UnsettledDelivery, state: Typed, settled: boolean) => void;

/** Room that the performative of a transfer takes in a frame, beside the payload. */
const transferOverhead = 64;
const largestId = 2 ** 32;

/**
 * Takes the place of rhea's outgoing half of a session: sends messages as bytes, keeps unsettled deliveries in a map
 * instead of a ring, so that one that stays unsettled does not stop those behind it, and never merges outcomes that
 * differ.
 */
export class OutgoingTransfers {
  // The names that rhea's session reads when it writes a flow.
  next_transfer_id = 0;
  readonly window = 0xffffffff;
  /** rhea asks whether its ring has room; a map always has. */
  readonly deliveries = { available: () => 1 };

  /** Of the connection, which its sessions share. */
  readonly memory: OutgoingMemory;
  readonly #session: RheaSession;
  readonly #pending = new Map<SendingLink, OutgoingDelivery[]>();
  /**
   * By delivery id, for as long as the AMQP session lives: a client may settle after its link has ended, or its lock.
   * Without the bytes, for some are never settled.
   */
  readonly #unsettled = new Map<number, OutcomeListener>();
  readonly #settled = new DispositionBatch(false);
  /** The delivery that is being sent in several frames, when the session's window closed in the midst of it. */
  #partial: { readonly link: SendingLink; readonly id: number; offset: number } | undefined;
  #nextDeliveryId = 0;
  #remoteNextTransferId = 0;
  #remoteWindow = 0;

  constructor(session: RheaSession, memory: OutgoingMemory) {
    this.#session = session;
    this.memory = memory;
  }

  /** Puts a message on its way. It leaves as soon as the link has credit and the session's window is open. */
  send(link: SendingLink, delivery: OutgoingDelivery): void {
    const pending = this.#pending.get(link);
    if (pending) pending.push(delivery);
    else this.#pending.set(link, [delivery]);
    this.memory.take(delivery.bytes.length);
    this.#session.connection._register();
  }

  /** Messages of the link that are still on their way out. */
  pendingOn(link: SendingLink): number {
    return this.#pending.get(link)?.length ?? 0;
  }

  /** Transfers that the client has room for on this session. */
  get room(): number {
    return this.#remoteWindow - ((this.next_transfer_id - this.#remoteNextTransferId) >>> 0);
  }

  /** Drops what has not left yet. */
  forget(link: SendingLink): void {
    const unsent = this.#pending.get(link) ?? [];
    this.#pending.delete(link);
    if (this.#partial?.link === link) {
      this.#partial = undefined;
      // The client has seen the number.
      this.#nextDeliveryId = (this.#nextDeliveryId + 1) >>> 0;
    }
    for (const { bytes, onUnsent } of unsent) {
      this.memory.give(bytes.length);
      onUnsent?.();
    }
  }

  /** Tells the client that its outcome took effect, or, with a state of another kind, that it did not. */
  settle({ id }: UnsettledDelivery, state: Typed): void {
    this.#settled.add(id, state);
    this.#session.connection._register();
  }

  available(): number {
    return this.deliveries.available();
  }

  on_begin(fields: BeginFields): void {
    this.#remoteWindow = fields.incoming_window;
  }

  on_flow(fields: FlowFields): void {
    this.#remoteNextTransferId = fields.next_incoming_id ?? 0;
    this.#remoteWindow = fields.incoming_window;
  }

  on_disposition(fields: DispositionFields): void {
    const { first, state } = fields;
    const last = fields.last ?? first;
    // What a client received so far (AMQP's resuming of deliveries) is no outcome yet.
    if (!state || isReceived(state)) return;
    for (const id of this.#idsBetween(first, last)) {
      const onOutcome = this.#unsettled.get(id);
      if (onOutcome === undefined) continue;
      this.#unsettled.delete(id);
      onOutcome({ id }, state, fields.settled === true);
    }
  }

  process(): void {
    const before = this.next_transfer_id;
    for (const [link, deliveries] of this.#pending) {
      if (this.#partial && this.#partial.link !== link) continue;
      // A client may give credit before it hears that it is attached; rhea would tell it that behind the messages.
      if (link.state.open_requests > 0) link._process();
      let sent = 0;
      for (const delivery of deliveries) {
        const begun = this.#partial !== undefined;
        if ((link.credit <= 0 && !begun) || !this.#write(link, delivery)) break;
        link.credit -= 1;
        link.delivery_count += 1;
        sent += 1;
      }
      if (sent < deliveries.length) {
        deliveries.splice(0, sent);
        continue;
      }
      this.#pending.delete(link);
      // A drain waits for the last message to leave; rhea writes the flow right after this.
      if (link._draining) link.issue_flow = true;
    }
    // Once for all: rhea restarts a timer each time.
    if (this.next_transfer_id !== before) this.#session.connection.output();
    this.#settled.write(this.#session);
  }

  /** Ids in the range that are unsettled: a range from outside may name four thousand million of them. */
  #idsBetween(first: number, last: number): Iterable<number> {
    if (last - first < this.#unsettled.size)
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return [...this.#unsettled.keys()].filter((id) => id >= first && id <= last);
  }

  /** @returns whether the whole delivery has left; a closed session window stops it half-way. */
  #write(link: SendingLink, delivery: OutgoingDelivery): boolean {
    const { connection, local } = this.#session;
    const maxFrameSize = Number(connection.max_frame_size ?? largestId);
    const maxPayload = maxFrameSize - transferOverhead - delivery.tag.length;
    this.#partial ??= { link, id: this.#nextDeliveryId, offset: 0 };
    const part = this.#partial;
    while (part.offset < delivery.bytes.length) {
      if (this.room <= 0) return false;
      const end = Math.min(part.offset + maxPayload, delivery.bytes.length);
      const payload = delivery.bytes.subarray(part.offset, end);
      const fields = {
        handle: link.local.handle,
        delivery_id: part.id,
        delivery_tag: delivery.tag,
        message_format: 0,
        settled: delivery.onOutcome === undefined,
        more: end < delivery.bytes.length,
      };
      connection.amqp_transport.encode(amqpFrame(local.channel, transfer(fields), payload));
      this.next_transfer_id = (this.next_transfer_id + 1) >>> 0;
      part.offset = end;
    }
    if (delivery.onOutcome) this.#unsettled.set(part.id, delivery.onOutcome);
    this.#nextDeliveryId = (this.#nextDeliveryId + 1) >>> 0;
    this.#partial = undefined;
    this.memory.give(delivery.bytes.length);
    return true;
  }
}
