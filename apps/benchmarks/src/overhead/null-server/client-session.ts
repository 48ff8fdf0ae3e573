import { maximumMessageBytes } from '@ams/service-bus-model';

import { compositeAt, contentIn, isTrue, numberIn } from './decoding.js';
import { OrderFrames } from './order-frames.js';
import { amqp, attach, detach, disposition, flow, frame, plenty, settledTransfer } from './performatives.js';
import type { IncomingFrame } from './frame-splitter.js';
import type { Supply } from './supply.js';
import { tokenAnswer } from './token-answer.js';

/** A link on which the client receives. */
interface Receiving {
  readonly handle: number;
  /** Whether it gets answers about tokens, and not orders. */
  readonly isForAnswers: boolean;
  deliveryCount: number;
  credit: number;
  frames?: OrderFrames;
}

type Fields = readonly Buffer[];

const cbsAddress = '$cbs';

/** The queue of the local stack is on the Standard tier; the limit decides how many messages a batch has. */
const maxMessageSize = maximumMessageBytes('Standard');

/** One session of a client: takes what is sent and drops it, gives out orders, and settles whatever there is. */
export class ClientSession {
  readonly #receiving = new Map<number, Receiving>();
  /** Handles of links on which tokens come. */
  readonly #tokenHandles = new Set<number>();
  #nextIncomingId: number;
  #nextOutgoingId = 0;
  #nextDeliveryId = 0;
  /** Transfer up to which the client has room. */
  #endOfWindow: number;
  /** Deliveries that came whole and are not answered. */
  #whole: { readonly first: number; last: number } | undefined;
  #incomingDeliveryId = 0;

  /** @param begin fields of the client's begin */
  constructor(
    private readonly channel: number,
    begin: Fields,
    private readonly supply: Supply,
    private readonly write: (bytes: Buffer) => void,
  ) {
    this.#nextIncomingId = numberIn(begin[1]) ?? 0;
    this.#endOfWindow = numberIn(begin[2]) ?? 0;
  }

  onAttach(fields: Fields): void {
    const handle = numberIn(fields[1]) ?? 0;
    const clientReceives = isTrue(fields[2]);
    this.#send(attach(fields, clientReceives, maxMessageSize));
    const isForTokens = addressIn(fields[clientReceives ? 5 : 6]) === cbsAddress;
    if (clientReceives) {
      this.#receiving.set(handle, { handle, isForAnswers: isForTokens, deliveryCount: 0, credit: 0 });
      return;
    }
    if (isForTokens) this.#tokenHandles.add(handle);
    this.#sendFlow({ handle, deliveryCount: numberIn(fields[9]) ?? 0, credit: plenty, drain: false });
  }

  onFlow(fields: Fields): void {
    this.#endOfWindow = (numberIn(fields[0]) ?? 0) + (numberIn(fields[1]) ?? 0);
    const link = this.#receiving.get(numberIn(fields[4]) ?? -1);
    if (link === undefined) {
      // Of the session alone: there may be room for what waits.
      for (const each of this.#receiving.values()) this.#giveOrders(each);
      return;
    }
    link.credit = (numberIn(fields[5]) ?? 0) + (numberIn(fields[6]) ?? 0) - link.deliveryCount;
    this.#giveOrders(link);
    if (isTrue(fields[8])) this.#drain(link);
  }

  onTransfer({ performative: { fields }, payload }: IncomingFrame): void {
    this.#nextIncomingId += 1;
    const handle = numberIn(fields[0]) ?? 0;
    const id = numberIn(fields[1]) ?? this.#incomingDeliveryId;
    if (this.#tokenHandles.has(handle)) this.#answerToken(payload);
    else if (this.supply.order === undefined) this.supply.learn(numberIn(fields[3]) ?? 0, payload);
    this.#incomingDeliveryId = id;
    if (isTrue(fields[5])) return;
    if (this.#whole === undefined) this.#whole = { first: id, last: id };
    else this.#whole.last = id;
  }

  onDisposition(fields: Fields): void {
    const first = numberIn(fields[1]) ?? 0;
    const last = numberIn(fields[2]) ?? first;
    this.supply.settle(last - first + 1);
    if (!isTrue(fields[3])) this.#send(disposition({ clientReceives: true, first, last, state: fields[4] }));
  }

  onDetach(fields: Fields): void {
    const handle = numberIn(fields[0]) ?? 0;
    this.#receiving.delete(handle);
    this.#tokenHandles.delete(handle);
    this.#send(detach(handle));
  }

  /** All that came in one turn is accepted with one frame. */
  onTurnEnd(): void {
    if (this.#whole === undefined) return;
    this.#send(disposition({ clientReceives: false, ...this.#whole }));
    this.#whole = undefined;
  }

  #giveOrders(link: Receiving): void {
    const { order } = this.supply;
    if (order === undefined || link.isForAnswers) return;
    const { first, count } = this.supply.take(Math.min(link.credit, this.#endOfWindow - this.#nextOutgoingId));
    if (count === 0) return;
    link.frames ??= new OrderFrames(order, this.channel, link.handle);
    this.write(link.frames.write(count, this.#nextDeliveryId, first));
    this.#count(link, count);
  }

  #answerToken(request: Buffer): void {
    const link = [...this.#receiving.values()].find(({ isForAnswers }) => isForAnswers);
    if (link === undefined) return;
    this.#send(settledTransfer(link.handle, this.#nextDeliveryId), tokenAnswer(request));
    this.#count(link, 1);
  }

  #count(link: Receiving, deliveries: number): void {
    link.credit -= deliveries;
    link.deliveryCount += deliveries;
    this.#nextDeliveryId += deliveries;
    this.#nextOutgoingId += deliveries;
  }

  /** Gives back the credit that is left. */
  #drain(link: Receiving): void {
    link.deliveryCount += link.credit;
    link.credit = 0;
    this.#sendFlow({ handle: link.handle, deliveryCount: link.deliveryCount, credit: 0, drain: true });
  }

  #sendFlow(link: { handle: number; deliveryCount: number; credit: number; drain: boolean }): void {
    this.#send(flow({ nextIncomingId: this.#nextIncomingId, nextOutgoingId: this.#nextOutgoingId, ...link }));
  }

  #send(performative: Buffer, payload?: Buffer): void {
    this.write(frame(amqp, this.channel, performative, payload));
  }
}

/** @param terminus a source or target, encoded */
function addressIn(terminus: Buffer | undefined): string | undefined {
  if (terminus === undefined || terminus[0] !== 0) return undefined;
  return contentIn(compositeAt(terminus, 0).fields[0])?.toString();
}
