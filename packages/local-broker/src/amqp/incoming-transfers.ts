import type { Typed } from '../message/encoding.js';
import { DispositionBatch } from './disposition-batch.js';
import type { BeginFields, FlowFields, Frame, ReceivingLink, RheaSession, TransferFields } from './rhea-internals.js';

/** What a client sent on a link: one message, or a batch of them, still encoded. */
export interface IncomingDelivery {
  readonly id: number;
  readonly format: number;
  readonly bytes: Buffer;
  /** Sent settled: nobody waits for an answer. */
  readonly settled: boolean;
}

/** Takes the deliveries of one link. */
export interface DeliveryHandler {
  /** Bytes after which a delivery that is still incoming is given up. */
  readonly maxMessageSize: number;
  onDelivery(delivery: IncomingDelivery): void;
  /** A delivery grew larger than `maxMessageSize`; its bytes are not kept. */
  onOversized(delivery: Omit<IncomingDelivery, 'bytes'>): void;
}

interface Partial {
  readonly id: number;
  readonly format: number;
  settled: boolean;
  frames: Buffer[];
  length: number;
}

/** Transfers the client may send ahead on one session before it must wait for a flow. */
const sessionWindow = 5000;

/** Takes the place of rhea's incoming half of a session: hands deliveries on as the bytes that arrived. */
export class IncomingTransfers {
  // The names that rhea's session reads when it writes a flow.
  next_transfer_id = 0;
  max_transfer_id = sessionWindow;
  readonly window = sessionWindow;

  readonly #session: RheaSession;
  readonly #handlers = new Map<ReceivingLink, DeliveryHandler>();
  readonly #partial = new Map<ReceivingLink, Partial>();
  readonly #settled = new DispositionBatch(true);

  constructor(session: RheaSession) {
    this.#session = session;
    session.local.begin['incoming_window'] = sessionWindow;
  }

  /** Deliveries of the link go to the handler from now on; without one they are dropped. */
  handle(link: ReceivingLink, handler: DeliveryHandler): void {
    this.#handlers.set(link, handler);
  }

  forget(link: ReceivingLink): void {
    this.#handlers.delete(link);
    this.#partial.delete(link);
  }

  /** Tells the client how its delivery ended. */
  settle(delivery: Omit<IncomingDelivery, 'bytes'>, state: Typed): void {
    if (delivery.settled) return;
    this.#settled.add(delivery.id, state);
    this.#session.connection._register();
  }

  on_begin(fields: BeginFields): void {
    this.next_transfer_id = fields.next_outgoing_id;
    this.max_transfer_id = fields.next_outgoing_id + sessionWindow;
  }

  on_flow(fields: FlowFields): void {
    this.next_transfer_id = fields.next_outgoing_id;
  }

  on_transfer(frame: Frame<TransferFields>, link: ReceivingLink): void {
    this.next_transfer_id = (this.next_transfer_id + 1) >>> 0;
    const { performative } = frame;
    const delivery = this.#partial.get(link) ?? {
      id: performative.delivery_id ?? 0,
      format: performative.message_format ?? 0,
      settled: false,
      frames: [],
      length: 0,
    };
    delivery.settled ||= performative.settled === true;
    const handler = this.#handlers.get(link);
    if (frame.payload) {
      delivery.length += frame.payload.length;
      if (handler && delivery.length <= handler.maxMessageSize) delivery.frames.push(frame.payload);
      else delivery.frames = [];
    }
    if (performative.more === true && performative.aborted !== true) {
      this.#partial.set(link, delivery);
      return;
    }
    this.#partial.delete(link);
    link.credit -= 1;
    link.delivery_count += 1;
    if (performative.aborted === true || handler === undefined) return;
    const { id, format, settled } = delivery;
    if (delivery.length > handler.maxMessageSize) {
      handler.onOversized({ id, format, settled });
      return;
    }
    const [only] = delivery.frames;
    const bytes = delivery.frames.length === 1 && only ? only : Buffer.concat(delivery.frames);
    handler.onDelivery({ id, format, settled, bytes });
  }

  /** Clients settle what they sent only after the broker did; there is nothing left to do then. */
  on_disposition(): undefined {
    return undefined;
  }

  process(): void {
    this.#settled.write(this.#session);
    if (this.max_transfer_id - this.next_transfer_id < sessionWindow / 2) this.#session._write_flow();
  }
}
