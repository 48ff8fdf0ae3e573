import type { LockToken } from '../engine/message.js';
import type { Typed } from '../message/encoding.js';
import { DispositionBatch } from './disposition-batch.js';
import type { OutgoingMemory } from './outgoing-memory.js';
import { isReceived } from './outcomes.js';
import type { BeginFields, DispositionFields, FlowFields, RheaSession, SendingLink } from './rhea-internals.js';
import { encodeTransferHead, transferHeadLength } from './transfer-frame.js';

/** What goes out on a link: one encoded message. */
export interface OutgoingDelivery {
  readonly tag: Buffer;
  readonly bytes: Buffer;
  /** The lock under which it goes out. Absent for one that goes out settled. */
  readonly locked?: LockedDelivery;
}

/** An unsettled delivery, by its lock, and who hears what becomes of it. */
export interface LockedDelivery {
  readonly token: LockToken;
  readonly listener: DeliveryListener;
}

export interface DeliveryListener {
  /**
   * The client has decided.
   *
   * @param settled whether the client settled it already and wants no answer.
   */
  onOutcome(token: LockToken, delivery: UnsettledDelivery, state: Typed, settled: boolean): void;
  /** The link ended before the delivery left as a whole: the client cannot have it. */
  onUnsent(token: LockToken): void;
}

/** A delivery that the client has not settled yet. */
export interface UnsettledDelivery {
  readonly id: number;
}

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
  readonly #unsettled = new Map<number, LockedDelivery>();
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
    for (const { bytes, locked } of unsent) {
      this.memory.give(bytes.length);
      locked?.listener.onUnsent(locked.token);
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
      const locked = this.#unsettled.get(id);
      if (locked === undefined) continue;
      this.#unsettled.delete(id);
      locked.listener.onOutcome(locked.token, { id }, state, fields.settled === true);
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
    const { tag: deliveryTag, bytes, locked } = delivery;
    const maxFrameSize = Number(connection.max_frame_size ?? largestId);
    const maxPayload = maxFrameSize - transferHeadLength(deliveryTag);
    this.#partial ??= { link, id: this.#nextDeliveryId, offset: 0 };
    const part = this.#partial;
    while (part.offset < bytes.length) {
      if (this.room <= 0) return false;
      const payload = bytes.subarray(part.offset, part.offset + maxPayload);
      const end = part.offset + payload.length;
      const head = encodeTransferHead(
        {
          channel: local.channel,
          handle: link.local.handle,
          deliveryId: part.id,
          deliveryTag,
          settled: locked === undefined,
          more: end < bytes.length,
        },
        payload.length,
      );
      connection.amqp_transport.encoded(head, payload);
      this.next_transfer_id = (this.next_transfer_id + 1) >>> 0;
      part.offset = end;
    }
    if (locked) this.#unsettled.set(part.id, locked);
    this.#nextDeliveryId = (this.#nextDeliveryId + 1) >>> 0;
    this.#partial = undefined;
    this.memory.give(delivery.bytes.length);
    return true;
  }
}
