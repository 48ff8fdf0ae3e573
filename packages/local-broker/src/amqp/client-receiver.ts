import { AcceptedSession } from '../engine/accepted-session.js';
import type { Consumer, ReceiveMode } from '../engine/consumer.js';
import type { LockOwner } from '../engine/lock-owner.js';
import type { BrokerMessage, Lock, LockToken } from '../engine/message.js';
import type { LinkEnd, MessageSource } from '../engine/message-source.js';
import type { Typed } from '../message/encoding.js';
import { asBrokerError, type BrokerError, notStored } from '../engine/errors.js';
import type { FaultSite } from '../faults/fault-site.js';
import { encodeDelivered } from './delivered-message.js';
import { tagOf, uuidOf } from './lock-token-codec.js';
import type { AmqpContext } from './amqp-context.js';
import { confirmationOf, rejected, settlementOf } from './outcomes.js';
import type { DeliveryListener, OutgoingTransfers, UnsettledDelivery } from './outgoing-transfers.js';
import type { LinkTraffic } from './link-list.js';
import type { SessionTransfers } from './connection-sessions.js';
import type { SendingLink } from './rhea-internals.js';
import type { SessionTransactions } from './transactions/session-transactions.js';
import { isTransactional, provisional, readTransactionalState } from './transactions/states.js';

/** The sender settles: AMQP's way to say receive-and-delete. */
const settledMode = 1;

/** A link on which a client receives from a queue, a subscription, a dead-letter sub-queue or a session. */
export class ClientReceiver implements Consumer, DeliveryListener, LinkTraffic {
  readonly mode: ReceiveMode;
  /** Messages that were put on their way. */
  messages = 0;
  private readonly transfers: OutgoingTransfers;
  private readonly transactions: SessionTransactions;
  /** Messages that go out later: deleted ones once the journal no longer has them, and those that a fault holds up. */
  #heldUp = 0;
  #closed = false;

  constructor(
    private readonly link: SendingLink,
    session: Pick<SessionTransfers, 'outgoing' | 'transactions'>,
    readonly source: MessageSource,
    private readonly context: AmqpContext,
    private readonly site: FaultSite,
    readonly lockOwner: LockOwner,
  ) {
    this.transfers = session.outgoing;
    this.transactions = session.transactions;
    this.mode = link.remote.attach.snd_settle_mode === settledMode ? 'receive-and-delete' : 'peek-lock';
    // rhea answers a drain only when there is credit left; clients wait for the answer either way.
    link._get_drain = () => this.#drained();
    source.addConsumer(this);
  }

  get sessionId(): string | undefined {
    return this.source instanceof AcceptedSession ? this.source.sessionId : undefined;
  }

  demand(): number {
    if (this.#closed || this.transfers.memory.isFull) return 0;
    const waiting = this.transfers.pendingOn(this.link) + this.#heldUp;
    return Math.min(this.link.credit - waiting, this.transfers.room - waiting);
  }

  deliver(message: BrokerMessage, lock: Lock | undefined): void {
    this.context.credits.spendOnDelivery();
    if (lock) this.#deliverLocked(message, lock.token);
    else this.#deliverDeleted(message);
  }

  /** The client has more credit, or wants the rest of it back. */
  onFlow(): void {
    this.source.dispatch();
    this.#answerDrain();
  }

  close(end: LinkEnd): void {
    this.#closed = true;
    this.transfers.forget(this.link);
    this.source.removeConsumer(this, end);
  }

  onUnsent(token: LockToken): void {
    this.source.takeBack(token);
  }

  onOutcome(token: LockToken, delivery: UnsettledDelivery, state: Typed, settled: boolean): void {
    this.source.counters.requests += 1;
    if (this.context.faults.areNone) {
      this.#takeEffect(token, delivery, state, settled);
      return;
    }
    this.context.faults.meet('settle', this.site, {
      proceed: () => this.#takeEffect(token, delivery, state, settled),
      refuse: (error) => {
        this.transactions.refuse(state, error);
        this.#refuse(delivery, error, settled);
      },
      loseLock: () => this.source.loseLock(token),
    });
  }

  #deliverLocked(message: BrokerMessage, token: LockToken): void {
    if (this.context.faults.areNone) {
      this.#sendLocked(message, token);
      return;
    }
    let isLate = false;
    this.#heldUp += 1;
    this.context.faults.meet('deliver', this.site, {
      proceed: () => {
        this.#heldUp -= 1;
        if (!isLate) this.#sendLocked(message, token);
        else this.#sendLate(message, token);
      },
      refuse: (error) => this.site.detach(error),
      abandon: () => this.source.takeBack(token),
    });
    isLate = true;
  }

  /** Much may have happened to a message that was held up. */
  #sendLate(message: BrokerMessage, token: LockToken): void {
    if (this.#closed) this.source.takeBack(token);
    else if (message.lock?.token === token) this.#sendLocked(message, token);
    this.#answerDrain();
  }

  #sendLocked(message: BrokerMessage, token: LockToken): void {
    const lockToken = uuidOf(token);
    this.messages += 1;
    this.transfers.send(this.link, {
      tag: tagOf(lockToken),
      bytes: encodeDelivered(this.source, message, { lockToken }),
      locked: { token, listener: this },
    });
  }

  /** At most once: it leaves only when no restart can bring it back. */
  #deliverDeleted(message: BrokerMessage): void {
    const bytes = encodeDelivered(this.source, message);
    this.#heldUp += 1;
    this.transfers.memory.take(bytes.length);
    const send = (): void => {
      this.#heldUp -= 1;
      this.transfers.memory.give(bytes.length);
      if (this.#closed) return;
      this.messages += 1;
      this.transfers.send(this.link, { tag: deletedTag, bytes });
      this.#answerDrain();
    };
    this.context.journal.whenDurable(() =>
      this.context.faults.meet('deliver', this.site, { proceed: send, refuse: (error) => this.site.detach(error) }),
    );
  }

  #takeEffect(token: LockToken, delivery: UnsettledDelivery, state: Typed, settled: boolean): void {
    try {
      if (isTransactional(state)) {
        const answer = this.#settleLater(token, state);
        if (!settled) this.transfers.settle(delivery, answer);
        return;
      }
      this.source.settle(token, settlementOf(state));
    } catch (error) {
      this.#refuse(delivery, asBrokerError(error), settled);
      return;
    }
    if (settled) return;
    this.context.journal.whenDurable((error) => {
      if (error) this.#refuse(delivery, notStored(error), settled);
      else this.transfers.settle(delivery, confirmationOf(state));
    });
  }

  #refuse(delivery: UnsettledDelivery, error: BrokerError, settled: boolean): void {
    this.source.counters.refused(error);
    if (!settled) this.transfers.settle(delivery, rejected(error));
  }

  /** @returns the answer: the outcome, should the transaction commit. */
  #settleLater(token: LockToken, state: Typed): Typed {
    const { transactionId, outcome } = readTransactionalState(state);
    const prepare = () => this.source.prepareSettlement(token, settlementOf(outcome ?? state));
    this.transactions.enlist(transactionId, prepare);
    return provisional(transactionId, confirmationOf(outcome ?? state));
  }

  /** A drain is answered once all that could be delivered has left. */
  #answerDrain(): void {
    if (!this.link._draining || this.#heldUp > 0) return;
    this.link.issue_flow = true;
    this.link.session.connection._register();
  }

  /** Called by rhea as it writes the flow: gives the credit back that is left. */
  #drained(): boolean {
    if (!this.link._draining || this.#heldUp > 0 || this.transfers.pendingOn(this.link) > 0) return false;
    this.link._draining = false;
    this.link.delivery_count += this.link.credit;
    this.link.credit = 0;
    return true;
  }
}

/** Clients do not look at the tag of a message that is settled already; AMQP wants one all the same. */
const deletedTag = Buffer.from([0]);
