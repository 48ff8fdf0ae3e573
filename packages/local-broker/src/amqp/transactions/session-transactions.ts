import { spansEntities, type TransactionalOperation } from '../../engine/transaction.js';
import type { Typed } from '../../message/encoding.js';
import type { ConnectionTransactions } from './connection-transactions.js';
import { transactionIdIn } from './states.js';

/**
 * What transactions are to the links of one AMQP session. In a session that has a link to a coordinator, the first queue
 * or topic that is attached to is the one that all transactions go through: the session's senders to other entities send
 * by way of it, and its receivers may receive from nothing else. That is how clients ask for transactions across
 * entities without naming the entity to send through.
 */
export class SessionTransactions {
  /** In lower case. */
  #firstEntity: string | undefined;
  #hasCoordinator = false;

  constructor(private readonly transactions: ConnectionTransactions) {}

  addCoordinator(): void {
    this.#hasCoordinator = true;
  }

  /** A link to the queue or topic was attached. */
  addEntity(entity: string): void {
    this.#firstEntity ??= entity.toLowerCase();
  }

  /** @throws BrokerError `amqp:not-allowed` when the session's transactions go through another queue or topic. */
  checkReceiver(entity: string): void {
    const first = this.#firstEntity;
    if (!this.#hasCoordinator || first === undefined || first === entity.toLowerCase()) return;
    throw spansEntities(first, entity);
  }

  /** The queue or topic through which messages for the entity are sent in a transaction. */
  viaFor(entity: string): string {
    return (this.#hasCoordinator && this.#firstEntity) || entity;
  }

  /** @throws BrokerError as {@link ConnectionTransactions.enlist}. */
  enlist(transactionId: Buffer, prepare: () => TransactionalOperation): void {
    this.transactions.enlist(transactionId, prepare);
  }

  /** Lets the transaction to which the state belongs, if any, not be committed: one of its operations was refused. */
  refuse(state: Typed | undefined, reason: Error): void {
    const id = transactionIdIn(state);
    if (id) this.transactions.refuse(id, reason);
  }
}
