import { randomBytes } from 'node:crypto';

import { BrokerError } from '../../engine/errors.js';
import type { ReceivingLink } from '../rhea-internals.js';
import type { Transaction, TransactionalOperation } from '../../engine/transaction.js';

/** As long as a GUID, which is what clients expect. */
const idLength = 16;

interface Declared {
  readonly transaction: Transaction;
  /** The coordinator link that it ends with, if nobody discharges it. */
  readonly owner: ReceivingLink;
}

/**
 * The transactions that one connection has open. Any of its links may take part, in whatever session; no other
 * connection's can.
 */
export class ConnectionTransactions {
  readonly #declared = new Map<string, Declared>();

  /** @param begin makes a transaction. */
  constructor(private readonly begin: () => Transaction) {}

  /**
   * Begins a transaction.
   *
   * @param owner the coordinator link: when it ends, the transaction is rolled back.
   */
  declare(owner: ReceivingLink): Buffer {
    const id = randomBytes(idLength);
    this.#declared.set(keyOf(id), { transaction: this.begin(), owner });
    return id;
  }

  /**
   * Adds an operation to a transaction.
   *
   * @throws BrokerError `amqp:transaction:unknown-id`, or as the transaction does.
   */
  enlist(id: Buffer, prepare: () => TransactionalOperation): void {
    this.#find(id).enlist(prepare);
  }

  /** Lets a transaction not be committed, because something that belonged to it was refused. */
  refuse(id: Buffer, reason: Error): void {
    this.#declared.get(keyOf(id))?.transaction.refuse(reason);
  }

  /**
   * Ends a transaction.
   *
   * @param fail whether to roll it back instead of committing it.
   * @throws BrokerError `amqp:transaction:unknown-id`, or as a commit does.
   */
  discharge(id: Buffer, fail: boolean): void {
    const transaction = this.#find(id);
    this.#declared.delete(keyOf(id));
    if (fail) transaction.rollback();
    else transaction.commit();
  }

  /** Rolls back what the owner left open. */
  rollbackAllOf(owner: ReceivingLink): void {
    for (const [key, declared] of this.#declared) {
      if (declared.owner !== owner) continue;
      this.#declared.delete(key);
      declared.transaction.rollback();
    }
  }

  #find(id: Buffer): Transaction {
    const declared = this.#declared.get(keyOf(id));
    if (declared) return declared.transaction;
    throw new BrokerError(
      'amqp:transaction:unknown-id',
      "Transaction hasn't been declared yet, or has already been discharged.",
    );
  }
}

function keyOf(id: Buffer): string {
  return id.toString('hex');
}
