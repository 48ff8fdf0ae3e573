/**
 * A refusal that a client is told about: an AMQP condition, which its SDK maps to an error code, and a description for
 * people. The conditions are Service Bus's own.
 */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';

  /** @param isServers whether the broker failed; if not, the client asked for what it cannot have. */
  constructor(
    readonly condition: ErrorCondition,
    message: string,
    readonly isServers: boolean = condition === 'amqp:internal-error',
  ) {
    super(message);
  }
}

export type ErrorCondition =
  | 'amqp:decode-error'
  | 'amqp:internal-error'
  | 'amqp:invalid-field'
  | 'amqp:link:message-size-exceeded'
  | 'amqp:not-allowed'
  | 'amqp:not-found'
  | 'amqp:not-implemented'
  | 'amqp:resource-limit-exceeded'
  | 'amqp:transaction:rollback'
  | 'amqp:transaction:timeout'
  | 'amqp:transaction:unknown-id'
  | 'amqp:unauthorized-access'
  | 'com.microsoft:argument-error'
  | 'com.microsoft:argument-out-of-range'
  | 'com.microsoft:entity-already-exists'
  | 'com.microsoft:entity-disabled'
  | 'com.microsoft:message-lock-lost'
  | 'com.microsoft:message-not-found'
  | 'com.microsoft:server-busy'
  | 'com.microsoft:session-cannot-be-locked'
  | 'com.microsoft:session-lock-lost'
  | 'com.microsoft:timeout';

export function messageLockLost(): BrokerError {
  return new BrokerError(
    'com.microsoft:message-lock-lost',
    'The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue. ' +
      'Receive the message again; handle it within the lock duration or renew the lock.',
  );
}

export function settledInTransaction(): BrokerError {
  return new BrokerError(
    'amqp:not-allowed',
    'The message is settled in a transaction that is still open. Commit the transaction, or roll it back first.',
  );
}

export function messageNotFound(sequenceNumbers: readonly number[], state: 'deferred' | 'scheduled'): BrokerError {
  return new BrokerError(
    'com.microsoft:message-not-found',
    `No ${state} message has the sequence number ${sequenceNumbers.join(', ')}.`,
  );
}

export function sessionLockLost(sessionId: string): BrokerError {
  return new BrokerError(
    'com.microsoft:session-lock-lost',
    `The lock on the session '${sessionId}' is lost: it expired, or its receiver has left. ` +
      'Accept the session again; handle it within the lock duration or renew the lock.',
  );
}

export function sessionCannotBeLocked(sessionId: string): BrokerError {
  return new BrokerError(
    'com.microsoft:session-cannot-be-locked',
    `The requested session '${sessionId}' cannot be accepted. It is locked by another receiver.`,
  );
}

export function noSessionAvailable(entity: string, waited: number): BrokerError {
  return new BrokerError(
    'com.microsoft:timeout',
    `No session of '${entity}' with messages became available within ${waited} ms. Try again.`,
  );
}

export function sessionIdRequired(entity: string): BrokerError {
  return new BrokerError(
    'amqp:not-allowed',
    `The message has no session id, but '${entity}' requires sessions. Set the session id, then send it again.`,
  );
}

/** SDKs recognise an entity that is in the way by this very sentence. */
export function entityAlreadyExists(entity: string): BrokerError {
  return new BrokerError('com.microsoft:entity-already-exists', `The messaging entity '${entity}' already exists.`);
}

/** SDKs recognise a missing entity by this very sentence. */
export function entityNotFound(entity: string): BrokerError {
  return new BrokerError('amqp:not-found', `The messaging entity '${entity}' could not be found.`);
}

/** The namespace has more to do than its tier allows. The text is Azure's; SDKs wait and try again. */
export function serverBusy(): BrokerError {
  return new BrokerError(
    'com.microsoft:server-busy',
    'The request was terminated because the entity is being throttled. Error code : 50009. ' +
      'Please wait 2 seconds and try again.',
  );
}

/** So many clients send large messages at once that there is no memory for all of them. SDKs wait and try again. */
export function outOfMemory(): BrokerError {
  return new BrokerError(
    'com.microsoft:server-busy',
    'The broker has no memory left for all the large messages that are being sent to it at once. Wait and send again.',
  );
}

/** Nothing was promised to the client: it may try again. */
export function notStored(error: Error): BrokerError {
  return new BrokerError(
    'amqp:resource-limit-exceeded',
    `The broker cannot write its journal: ${error.message}. Make room on its disk; then send again.`,
    true,
  );
}

/** What a client is told about an error: the refusal itself, or that the broker failed. */
export function asBrokerError(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  return new BrokerError('amqp:internal-error', error instanceof Error ? error.message : String(error));
}

/** The code of HTTP that goes with an error, over HTTP and in the answers of nodes; there, SDKs look at the condition first. */
export function statusCodeOf({ condition }: BrokerError): number {
  switch (condition) {
    case 'amqp:not-found':
    case 'com.microsoft:message-not-found':
      return 404;
    case 'com.microsoft:entity-already-exists':
      return 409;
    case 'amqp:unauthorized-access':
      return 401;
    case 'com.microsoft:message-lock-lost':
    case 'com.microsoft:session-lock-lost':
      return 410;
    case 'com.microsoft:timeout':
      return 408;
    case 'amqp:resource-limit-exceeded':
    case 'amqp:link:message-size-exceeded':
      return 403;
    case 'amqp:not-implemented':
      return 501;
    case 'amqp:internal-error':
      return 500;
    case 'com.microsoft:server-busy':
      return 503;
    default:
      return 400;
  }
}
