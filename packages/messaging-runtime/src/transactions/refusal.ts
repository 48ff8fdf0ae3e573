import { ServiceBusError, type ServiceBusErrorCode } from '@azure/service-bus';

/** What the broker calls its refusals, by the name that the client gives them. */
const codesByCondition: Readonly<Record<string, ServiceBusErrorCode>> = {
  'com.microsoft:message-lock-lost': 'MessageLockLost',
  'com.microsoft:session-lock-lost': 'SessionLockLost',
  'com.microsoft:entity-disabled': 'MessagingEntityDisabled',
  'com.microsoft:server-busy': 'ServiceBusy',
  'amqp:not-found': 'MessagingEntityNotFound',
  'amqp:unauthorized-access': 'UnauthorizedAccess',
  'amqp:link:message-size-exceeded': 'MessageSizeExceeded',
  'amqp:resource-limit-exceeded': 'QuotaExceeded',
};

/** Conditions that pass by themselves. */
const transient = new Set(['com.microsoft:server-busy', 'com.microsoft:timeout', 'amqp:internal-error']);

/**
 * The broker refused a part of a transaction, or to commit it: nothing of it has happened. It is what the client throws,
 * with the condition that the broker gave.
 */
export class TransactionRefusal extends ServiceBusError {
  /** AMQP's name for what is wrong: `amqp:not-allowed`. */
  readonly condition: string;

  constructor(condition: string, description: string) {
    super(description === '' ? condition : description, codesByCondition[condition] ?? 'GeneralError');
    this.condition = condition;
    this.retryable = transient.has(condition);
  }
}

/** The connection, or the link that the message came over, broke before the commit: nothing has happened. */
export class TransactionInterruptedError extends Error {
  override readonly name = 'TransactionInterruptedError';
  /** Trying again can help; the client marks its own errors so. */
  readonly retryable = true;
}

/**
 * The broker was told to commit, and its answer never came. Either all of it has happened, or nothing has and the messages
 * come again: both are whole.
 */
export class TransactionInDoubtError extends Error {
  override readonly name = 'TransactionInDoubtError';
  /** Trying again can help; the client marks its own errors so. */
  readonly retryable = true;
}

/** The broker has no transactions, or the client no way to them: nothing has happened. */
export class NoTransactionsError extends Error {
  override readonly name = 'NoTransactionsError';
}

/** What a refused link or session says of why. */
export function refusalOf(error: unknown): TransactionRefusal {
  const { condition, description } = (error ?? {}) as { readonly condition?: unknown; readonly description?: unknown };
  return new TransactionRefusal(
    typeof condition === 'string' ? condition : 'amqp:internal-error',
    typeof description === 'string' ? description : 'the broker closed the link without a reason',
  );
}
