import { limits, parseDuration } from '@ams/service-bus-model';

import type { Deadline } from './deadlines.js';
import type { EngineContext } from './engine-context.js';
import { BrokerError } from './errors.js';

/** Where an operation works: all operations of one transaction work in the same place (Azure's rule). */
export interface TransactionPlace {
  /** The queue or topic, in lower case; a subscription's operations are its topic's. */
  readonly entity: string;
  /** Partition of the entity; undefined where it is not partitioned. */
  readonly partition?: number | undefined;
  /** Key of the messages that are sent to a partitioned entity. */
  readonly key?: string | undefined;
}

/** Something that happens when a transaction commits, and of which nothing is seen before. */
export interface TransactionalOperation {
  readonly place: TransactionPlace;
  /** Messages that it sends. */
  readonly messagesSent: number;
  /** @throws BrokerError when it can no longer be carried out. */
  check(): void;
  /** Carries it out. Nothing may stop it once all operations of its transaction were checked. */
  apply(): void;
  /** Gives it up. */
  release(): void;
}

const duration = parseDuration(limits.transactionDuration);

/**
 * Operations that take effect together or not at all. They are collected, checked all together, and then carried out in
 * one turn of the event loop, which the journal commits as a whole.
 *
 * The time limit runs from the first operation. An operation that is refused leaves a transaction that can only be rolled
 * back: a commit would carry out a part of what was asked for.
 */
export class Transaction {
  readonly #context: Pick<EngineContext, 'clock' | 'deadlines'>;
  readonly #operations: TransactionalOperation[] = [];
  #place: TransactionPlace | undefined;
  #messagesSent = 0;
  /** When its time is over; undefined before the first operation. */
  #expiresAt: number | undefined;
  #deadline: Deadline | undefined;
  #timedOut = false;
  #refusal: Error | undefined;

  constructor(context: Pick<EngineContext, 'clock' | 'deadlines'>) {
    this.#context = context;
  }

  /**
   * Adds an operation.
   *
   * @param prepare makes it, or throws the reason why it cannot be.
   * @throws BrokerError `amqp:transaction:timeout` when the time is over; `amqp:not-allowed` for an operation in another
   *   place; `amqp:resource-limit-exceeded` for one message too many; whatever `prepare` throws.
   */
  enlist(prepare: () => TransactionalOperation): void {
    this.#startTime();
    this.#refuseLate();
    try {
      const operation = prepare();
      try {
        this.#admit(operation);
      } catch (error) {
        operation.release();
        throw error;
      }
    } catch (error) {
      this.refuse(error as Error);
      throw error;
    }
  }

  /** Lets it be rolled back only: an operation was refused before it could be enlisted. */
  refuse(reason: Error): void {
    this.#refusal ??= reason;
  }

  /**
   * Carries all operations out, or none.
   *
   * @throws BrokerError `amqp:transaction:rollback` with the reason when it was rolled back instead;
   *   `amqp:transaction:timeout` when its time was over.
   */
  commit(): void {
    this.#refuseLate();
    try {
      if (this.#refusal) throw this.#refusal;
      for (const operation of this.#operations) operation.check();
    } catch (error) {
      this.rollback();
      throw rolledBack(error as Error);
    }
    for (const operation of this.#end()) operation.apply();
  }

  /** Gives all operations up: what was to be sent is gone, what was to be settled stays locked. */
  rollback(): void {
    for (const operation of this.#end()) operation.release();
  }

  #admit(operation: TransactionalOperation): void {
    this.#place = placeOfBoth(this.#place, operation.place);
    const messagesSent = this.#messagesSent + operation.messagesSent;
    if (messagesSent > limits.transactionMessages) {
      throw new BrokerError(
        'amqp:resource-limit-exceeded',
        `Cannot send more than ${limits.transactionMessages} messages in a single transaction, not ${messagesSent}. ` +
          'Roll back, and spread them over several transactions.',
      );
    }
    this.#messagesSent = messagesSent;
    this.#operations.push(operation);
  }

  #startTime(): void {
    if (this.#expiresAt !== undefined) return;
    this.#expiresAt = this.#context.clock.now() + duration;
    this.#deadline = this.#context.deadlines.schedule(this.#expiresAt, () => this.#timeOut());
  }

  #refuseLate(): void {
    // The timer may be late. The time is over all the same.
    if (this.#expiresAt !== undefined && this.#context.clock.now() >= this.#expiresAt) this.#timeOut();
    if (!this.#timedOut) return;
    throw new BrokerError(
      'amqp:transaction:timeout',
      `The transaction was rolled back because it was open for longer than ${duration / 1000} seconds after its first ` +
        'operation. Begin a new one, and commit it sooner.',
    );
  }

  #timeOut(): void {
    this.#timedOut = true;
    this.rollback();
  }

  #end(): readonly TransactionalOperation[] {
    if (this.#deadline) this.#context.deadlines.cancel(this.#deadline);
    return this.#operations.splice(0);
  }
}

/** @throws BrokerError `amqp:not-allowed` where the two differ. */
function placeOfBoth(first: TransactionPlace | undefined, next: TransactionPlace): TransactionPlace {
  if (first === undefined) return next;
  if (first.entity !== next.entity) throw spansEntities(first.entity, next.entity);
  for (const part of ['partition', 'key'] as const) {
    const [a, b] = [first[part], next[part]];
    if (a === undefined || b === undefined || a === b) continue;
    throw new BrokerError(
      'amqp:not-allowed',
      `Local transactions cannot span multiple entities or partitions: the ${part} ${b} of '${next.entity}' is another ` +
        `than ${a}, which the transaction began with. Give all its messages one partition key.`,
    );
  }
  return { entity: first.entity, partition: first.partition ?? next.partition, key: first.key ?? next.key };
}

/** Azure's sentence, by which clients and people know it. */
export function spansEntities(first: string, next: string): BrokerError {
  return new BrokerError(
    'amqp:not-allowed',
    'Local transactions cannot span multiple top-level entities such as queue or topic: ' +
      `this one works on '${first}', not on '${next}'. Send to other entities through '${first}'.`,
  );
}

function rolledBack(reason: Error): BrokerError {
  return new BrokerError('amqp:transaction:rollback', `The transaction was rolled back. ${reason.message}`);
}
