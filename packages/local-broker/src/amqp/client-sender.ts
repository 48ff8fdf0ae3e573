import type { Sendable } from '../engine/entities.js';
import { asBrokerError, BrokerError, notStored, outOfMemory } from '../engine/errors.js';
import { transactionalSend } from '../engine/transactional-send.js';
import type { FaultSite } from '../faults/fault-site.js';
import { EncodedMessage } from '../message/encoded-message.js';
import { malformed, nullCode, type Typed } from '../message/encoding.js';
import { binaryIn, placeOf, sectionCode, sectionsOf } from '../message/sections.js';
import type { DeliveryHandler, DeliveryReference, IncomingDelivery, IncomingTransfers } from './incoming-transfers.js';
import type { AmqpContext } from './amqp-context.js';
import type { LinkTraffic } from './link-list.js';
import { accepted, rejected } from './outcomes.js';
import type { SessionTransfers } from './connection-sessions.js';
import type { ReceivingLink } from './rhea-internals.js';
import type { SendingRoute } from './sending-route.js';
import type { SessionTransactions } from './transactions/session-transactions.js';
import { isTransactional, provisional, readTransactionalState } from './transactions/states.js';

/** Marks a transfer that carries a batch: its data sections are messages (Service Bus's own format). */
const batchFormat = 0x80013700;

/**
 * Credit that senders are kept at. A client that runs out waits a second, so it is never allowed to.
 */
const creditWindow = 5000;

/** A link on which a client sends to a queue or topic. */
export class ClientSender implements DeliveryHandler, LinkTraffic {
  readonly maxMessageSize: number;
  /** Messages that were taken in. */
  messages = 0;
  private readonly entity: Sendable;
  private readonly transfers: IncomingTransfers;
  private readonly transactions: SessionTransactions;
  readonly #limit: number;

  constructor(
    private readonly link: ReceivingLink,
    session: Pick<SessionTransfers, 'incoming' | 'transactions'>,
    private readonly route: SendingRoute,
    private readonly context: AmqpContext,
    private readonly site: FaultSite,
  ) {
    this.transfers = session.incoming;
    this.transactions = session.transactions;
    this.entity = route.entity;
    this.#limit = context.maxMessageSize(this.entity.path);
    this.maxMessageSize = this.#limit;
    link.local.attach['max_message_size'] = this.#limit;
    this.transfers.handle(link, this);
    link.add_credit(creditWindow);
  }

  onDelivery(delivery: IncomingDelivery): void {
    this.#topUp();
    this.entity.activity.touch();
    this.entity.counters.requests += 1;
    this.context.faults.meet('send', this.site, {
      proceed: () => this.#takeIn(delivery),
      refuse: (error) => this.#refuse(delivery, error),
    });
  }

  onOversized(delivery: DeliveryReference): void {
    this.#topUp();
    this.entity.counters.requests += 1;
    this.#refuse(delivery, tooLarge(this.entity.path, undefined, this.#limit));
  }

  onDropped(delivery: DeliveryReference): void {
    this.#topUp();
    this.entity.counters.requests += 1;
    this.#refuse(delivery, outOfMemory());
  }

  onAborted(): void {
    this.#topUp();
  }

  #takeIn(delivery: IncomingDelivery): void {
    const refuse = (error: BrokerError): void => this.#refuse(delivery, error);
    try {
      if (isTransactional(delivery.state)) {
        this.transfers.settle(delivery, this.#acceptLater(delivery, delivery.state));
        return;
      }
      this.#accept(delivery);
    } catch (error) {
      refuse(asBrokerError(error));
      return;
    }
    this.context.journal.whenDurable((error) => {
      if (error) refuse(notStored(error));
      else
        this.context.faults.meet('accept', this.site, {
          proceed: () => this.transfers.settle(delivery, accepted),
          refuse,
        });
    });
  }

  #refuse(delivery: DeliveryReference, error: BrokerError): void {
    this.entity.counters.refused(error);
    this.transactions.refuse(delivery.state, error);
    this.transfers.settle(delivery, rejected(error));
  }

  /** Either all messages of a delivery are taken in, or none. */
  #accept(delivery: IncomingDelivery): void {
    const { failure } = this.context.journal;
    if (failure) throw notStored(failure);
    const contents = this.#contentsOf(delivery);
    this.entity.entrance.checkBatch(contents);
    this.messages += contents.length;
    for (const content of contents) this.entity.entrance.sendChecked(content);
    this.entity.entrance.dispatch();
  }

  /** @returns the answer: accepted, should the transaction commit. */
  #acceptLater(delivery: IncomingDelivery, state: Typed): Typed {
    const { transactionId } = readTransactionalState(state);
    this.transactions.enlist(transactionId, () => transactionalSend(this.#contentsOf(delivery), this.route));
    return provisional(transactionId, accepted);
  }

  /** @throws BrokerError when a message is malformed or too large, or the namespace is too busy. */
  #contentsOf({ format, bytes }: IncomingDelivery): readonly EncodedMessage[] {
    const messages = format === batchFormat ? messagesOfBatch(bytes) : [bytes];
    this.context.credits.spendOnSending(this.entity, messages.length);
    return messages.map((encoded) => {
      if (encoded.length > this.#limit) throw tooLarge(this.entity.path, encoded.length, this.#limit);
      return EncodedMessage.decode(encoded);
    });
  }

  #topUp(): void {
    if (this.link.credit < creditWindow / 2) this.link.add_credit(creditWindow - this.link.credit);
  }
}

/**
 * The messages in the data sections of a batch, whatever order its sections come in. Clients send batches without any.
 *
 * @throws BrokerError `amqp:decode-error` for a body of another kind, in which messages would be lost.
 */
function messagesOfBatch(bytes: Buffer): readonly Buffer[] {
  const contents = sectionsOf(bytes).filter(
    ({ code, value }) => placeOf(code) === sectionCode.data && bytes[value] !== nullCode,
  );
  return contents.map((section) => {
    const message = section.code === sectionCode.data ? binaryIn(bytes, section) : undefined;
    if (message) return message;
    throw malformed('a batch has its messages in data sections, and in no other body');
  });
}

function tooLarge(entity: string, size: number | undefined, limit: number): BrokerError {
  const what = size === undefined ? 'The message or batch' : `The message of ${size} bytes`;
  return new BrokerError(
    'amqp:link:message-size-exceeded',
    `${what} is larger than '${entity}' takes, which is ${limit} bytes. ` +
      'Send less at a time, or keep the body elsewhere and send its address.',
  );
}
