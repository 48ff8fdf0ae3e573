import type { Typed } from '../message/encoding.js';
import type { DeliveryMemory } from './delivery-memory.js';
import { DispositionBatch } from './disposition-batch.js';
import { PartialDelivery } from './partial-delivery.js';
import { ProtocolViolation } from './protocol-violation.js';
import type { BeginFields, FlowFields, Frame, ReceivingLink, RheaSession, TransferFields } from './rhea-internals.js';

/** What a client sent on a link: one message, or a batch of them, still encoded. */
export interface IncomingDelivery {
  readonly id: number;
  readonly format: number;
  readonly bytes: Buffer;
  /** Sent settled: nobody waits for an answer. */
  readonly settled: boolean;
  /** The delivery state that came with it: the transaction that it belongs to, if any. */
  readonly state: Typed | undefined;
}

/** What a delivery is known by once its bytes are used up, or given up. */
export type DeliveryReference = Omit<IncomingDelivery, 'bytes'>;

interface FinishedDelivery extends IncomingDelivery {
  /** Bytes that came, be they kept or not. */
  readonly length: number;
  readonly isDropped?: boolean;
}

/** Takes the deliveries of one link. */
export interface DeliveryHandler {
  /** Bytes after which a delivery that is still incoming is given up. */
  readonly maxMessageSize: number;
  onDelivery(delivery: IncomingDelivery): void;
  /** A delivery grew larger than `maxMessageSize`; its bytes are not kept. */
  onOversized(delivery: DeliveryReference): void;
  /** The broker had no memory left for a delivery that came in several frames; its bytes are not kept. */
  onDropped(delivery: DeliveryReference): void;
  /** The client gave a delivery up that it had begun. It took a credit all the same. */
  onAborted(): void;
}

/** Transfers the client may send ahead on one session before it must wait for a flow. */
const sessionWindow = 5000;

/** Position of the delivery state in a transfer; rhea's own view of it is without its type. */
const stateIndex = 7;

const nothing = Buffer.alloc(0);

/** Takes the place of rhea's incoming half of a session: hands deliveries on as the bytes that arrived. */
export class IncomingTransfers {
  // The names that rhea's session reads when it writes a flow.
  next_transfer_id = 0;
  max_transfer_id = sessionWindow;
  readonly window = sessionWindow;

  readonly #session: RheaSession;
  readonly #handlers = new Map<ReceivingLink, DeliveryHandler>();
  readonly #partial = new Map<ReceivingLink, PartialDelivery>();
  readonly #settled = new DispositionBatch(true);

  readonly #memory: DeliveryMemory;

  /** @param memory of the connection, which its sessions share. */
  constructor(session: RheaSession, memory: DeliveryMemory) {
    this.#session = session;
    this.#memory = memory;
    session.local.begin['incoming_window'] = sessionWindow;
  }

  /** Deliveries of the link go to the handler from now on; without one they are dropped. */
  handle(link: ReceivingLink, handler: DeliveryHandler): void {
    this.#handlers.set(link, handler);
  }

  forget(link: ReceivingLink): void {
    this.#handlers.delete(link);
    this.#endPartial(link);
  }

  /** Drops the deliveries that are still incoming. */
  clear(): void {
    for (const link of [...this.#partial.keys()]) this.#endPartial(link);
  }

  /** Tells the client how its delivery ended. */
  settle(delivery: DeliveryReference, state: Typed): void {
    if (delivery.settled) return;
    this.#settled.add(delivery.id, state);
    this.#session.connection._register();
  }

  /** Writes what was settled now, ahead of the transfers that leave in the same turn. */
  flush(): void {
    this.#settled.write(this.#session);
  }

  on_begin(fields: BeginFields): void {
    this.next_transfer_id = fields.next_outgoing_id;
    this.max_transfer_id = fields.next_outgoing_id + sessionWindow;
  }

  on_flow(fields: FlowFields): void {
    this.next_transfer_id = fields.next_outgoing_id;
  }

  /**
   * @throws ProtocolViolation when the client has no window or no credit for it, or it is no part of the delivery that
   *   it continues.
   */
  on_transfer(frame: Frame<TransferFields>, link: ReceivingLink): void {
    this.#countTransfer();
    // The client cannot know yet that the broker detached the link.
    if (!link.state.local_open) return;
    const { performative, payload = nothing } = frame;
    const begun = this.#partial.get(link);
    if (begun) checkContinuation(begun, performative);
    const isLast = performative.more !== true || performative.aborted === true;
    if (!begun && isLast) {
      const { id, format } = beginningOf(performative, link);
      const settled = performative.settled === true;
      const state = performative.value[stateIndex];
      this.#finish(frame, link, { id, format, settled, state, bytes: payload, length: payload.length });
      return;
    }
    const delivery = begun ?? this.#begin(performative, link);
    delivery.settled ||= performative.settled === true;
    delivery.state ??= performative.value[stateIndex];
    delivery.add(payload, this.#handlers.get(link)?.maxMessageSize ?? 0, isLast);
    if (!isLast) return;
    const { id, format, settled, state, bytes, length, isDropped } = delivery;
    this.#endPartial(link);
    this.#finish(frame, link, { id, format, settled, state, bytes, length, isDropped });
  }

  /** Hands on what a delivery became with its last frame. */
  #finish({ performative }: Frame<TransferFields>, link: ReceivingLink, delivery: FinishedDelivery): void {
    link.credit -= 1;
    link.delivery_count += 1;
    const handler = this.#handlers.get(link);
    if (handler === undefined) return;
    const { id, format, settled, state, bytes, length, isDropped } = delivery;
    if (performative.aborted === true) handler.onAborted();
    else if (length > handler.maxMessageSize) handler.onOversized({ id, format, settled, state });
    else if (isDropped === true) handler.onDropped({ id, format, settled, state });
    else handler.onDelivery({ id, format, settled, state, bytes });
  }

  #endPartial(link: ReceivingLink): void {
    this.#partial.get(link)?.release();
    this.#partial.delete(link);
  }

  #begin(transfer: TransferFields, link: ReceivingLink): PartialDelivery {
    const { id, format } = beginningOf(transfer, link);
    const delivery = new PartialDelivery(id, format, this.#memory);
    this.#partial.set(link, delivery);
    return delivery;
  }

  #countTransfer(): void {
    const left = (this.max_transfer_id - this.next_transfer_id) | 0;
    if (left <= 0) {
      throw new ProtocolViolation(
        'session',
        'amqp:session:window-violation',
        `A transfer came beyond the window of ${sessionWindow}.`,
      );
    }
    this.next_transfer_id = (this.next_transfer_id + 1) >>> 0;
  }

  /** Clients settle what they sent only after the broker did; there is nothing left to do then. */
  on_disposition(): undefined {
    return undefined;
  }

  process(): void {
    this.flush();
    if (((this.max_transfer_id - this.next_transfer_id) | 0) < sessionWindow / 2) this.#session._write_flow();
  }
}

/** @throws ProtocolViolation when it may not begin. */
function beginningOf(transfer: TransferFields, link: ReceivingLink): Pick<IncomingDelivery, 'id' | 'format'> {
  const { delivery_id: id, delivery_tag: tag, message_format: format } = transfer;
  if (typeof id !== 'number' || !tag) {
    throw new ProtocolViolation('session', 'amqp:invalid-field', 'A delivery begins without a delivery-id or -tag.');
  }
  if (link.credit <= 0) {
    throw new ProtocolViolation(
      'link',
      'amqp:link:transfer-limit-exceeded',
      `A delivery came on link '${link.name}' beyond its credit.`,
    );
  }
  return { id, format: format ?? 0 };
}

function checkContinuation({ id }: PartialDelivery, { delivery_id: continued }: TransferFields): void {
  if (continued === undefined || continued === null || continued === id) return;
  throw new ProtocolViolation(
    'session',
    'amqp:invalid-field',
    `Delivery ${continued} begins on a link before delivery ${id} ended.`,
  );
}
