import { isServiceBusError, type ServiceBusErrorCode } from '@azure/service-bus';

/**
 * A handler throws this for a message that no later attempt can process: it is dead-lettered at once, with reason and
 * description. Any other error means "not now": the message is abandoned and comes again.
 */
export class UnprocessableMessageError extends Error {
  override readonly name = 'UnprocessableMessageError';

  /**
   * @param reason short and stable, for grouping dead letters: `InvalidBody`
   * @param description what an operator needs to know about this one message, on one line
   */
  constructor(
    readonly reason: string,
    readonly description: string,
  ) {
    super(`${reason}: ${description}`);
  }
}

/** Longest delay that a {@link RetryLaterError} asks for, in milliseconds: a day. */
const longestDelay = 86_400_000;

/**
 * A handler throws this when it knows that trying again at once is of no use, and perhaps when it will be: the message is
 * put off, if the processor recovers by `recoverability`. It counts as one of the delayed retries.
 */
export class RetryLaterError extends Error {
  override readonly name = 'RetryLaterError';

  /** Milliseconds to wait, at most a day; undefined for as long as the next delayed retry would. */
  readonly delay: number | undefined;

  /**
   * @param delay milliseconds, as of a `Retry-After`. What is no number of at least 0 counts as not given
   * @param message why, for logs and dead letters
   * @param options `cause`: the error that led to it. A dead letter is named after it
   */
  constructor(delay?: number, message = 'the handler asked to be called again later', options?: ErrorOptions) {
    super(message, options);
    this.delay = delay !== undefined && delay >= 0 ? Math.min(delay, longestDelay) : undefined;
  }
}

/**
 * What was to be sent with the completion of a message was not sent, or not all of it, and the message is not completed:
 * it is still locked, and can be settled otherwise.
 */
export class NotSentError extends Error {
  override readonly name = 'NotSentError';
}

/** Sending, receiving or peeking failed for good. The message says what was tried, what stood against it and the cure. */
export class MessagingFailure extends Error {
  override readonly name = 'MessagingFailure';
}

/** There is no token of Entra ID to be had. */
export class CredentialFailure extends Error {
  override readonly name = 'CredentialFailure';

  /**
   * @param problem what the credential says
   * @param retryable whether trying again can help, which the client asks too: it can where tokens were given before
   */
  constructor(
    problem: string,
    readonly retryable: boolean,
    options: ErrorOptions,
  ) {
    super(`no token for Azure: ${firstLine(problem)}`, options);
  }
}

/** What was being done when an error came, for the error's text. */
export interface Attempt {
  /** `send to`, `receive from` … */
  readonly action: string;
  /** `queue orders`, `events/Subscriptions/billing` … */
  readonly entity: string;
}

/** An error of the client as one that tells the user what to do. */
export function explainFailure(error: unknown, { action, entity }: Attempt): MessagingFailure {
  if (error instanceof MessagingFailure) return error;
  const cure = cureOf(error);
  return new MessagingFailure(
    `Cannot ${action} ${entity}: ${problemOf(error)}${cure === undefined ? '' : ` — ${cure}`}`,
    {
      cause: error,
    },
  );
}

/** What an error says, on one line, for a log: that of the last attempt, where the client made several. */
export function problemOf(error: unknown): string {
  return firstLine(textOf(rootError(error)));
}

/** Whether trying again later can help. Refused keys and missing entities stay so until somebody acts. */
export function isTransient(error: unknown): boolean {
  const root = rootError(error);
  // The client itself retries a refused key, in case keys are being rotated; past its retries it is final.
  if (isRefusal(root) || isTooLarge(root)) return false;
  // It does not retry a refused connection, though that is what a broker that restarts answers.
  return hasFlag(root, 'retryable') || connectionError.test(textOf(root));
}

/**
 * Whether the client reports an error of one attempt and tries again by itself. When it has given up, it throws or reports
 * an error that has those of all attempts in it.
 */
export function isRetriedByClient(error: unknown): boolean {
  return hasFlag(error, 'retryable');
}

/** Whether the entity refuses all that this connection string asks of it, so that no other message fares better. */
export function isRefusal(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'UnauthorizedAccess' || code === 'MessagingEntityNotFound' || code === 'MessagingEntityDisabled';
}

/** Whether a settlement failed since the message is no longer locked by this receiver: it comes again, to somebody. */
export function isLockLost(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'MessageLockLost' || code === 'SessionLockLost' || code === 'MessageNotFound';
}

/** Whether no session with messages has become available for as long as the client waited for one. */
export function isNoSession(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ServiceTimeout' || code === 'SessionCannotBeLocked';
}

/** Whether the entity takes nothing just now: its namespace is throttled, or it is full. */
export function isBusy(error: unknown): boolean {
  const code = codeOf(error);
  return code === 'ServiceBusy' || code === 'QuotaExceeded';
}

/** Whether the entity refused a message or batch for its size. */
export function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'MessageSizeExceeded';
}

/**
 * Whether the entity refused a batch since its messages belong to different partitions.
 *
 * @returns what must be equal in all messages of a batch, or undefined for any other error
 */
export function whatBatchesMustShare(error: unknown): 'key' | 'message id' | undefined {
  const text = textOf(rootError(error));
  if (!/batching brokered messages with distinct/i.test(text)) return undefined;
  return /messageid/i.test(text.split('is not supported', 1)[0] ?? '') ? 'message id' : 'key';
}

/** Codes that some paths of the client leave as its AMQP layer has them, by the name that Service Bus gives them. */
const codesOfAmqpLayer: Readonly<Record<string, ServiceBusErrorCode>> = {
  UnauthorizedError: 'UnauthorizedAccess',
  MessagingEntityNotFoundError: 'MessagingEntityNotFound',
  MessagingEntityDisabledError: 'MessagingEntityDisabled',
  MessageLockLostError: 'MessageLockLost',
  SessionLockLostError: 'SessionLockLost',
  SessionCannotBeLockedError: 'SessionCannotBeLocked',
  MessageNotFoundError: 'MessageNotFound',
  MessageTooLargeError: 'MessageSizeExceeded',
  ServerBusyError: 'ServiceBusy',
  QuotaExceededError: 'QuotaExceeded',
};

/** The code that Service Bus gives an error, if it is one of its own. */
export function codeOf(error: unknown): ServiceBusErrorCode | undefined {
  const root = rootError(error);
  if (isServiceBusError(root)) return root.code;
  const code: unknown = typeof root === 'object' && root !== null && 'code' in root ? root.code : undefined;
  return typeof code === 'string' ? codesOfAmqpLayer[code] : undefined;
}

/** The error underneath: the client wraps those of all its attempts in an AggregateError, and some of those again. */
function rootError(error: unknown): unknown {
  if (isServiceBusError(error)) return error;
  const attempts: unknown = typeof error === 'object' && error !== null && 'errors' in error ? error.errors : undefined;
  return Array.isArray(attempts) && attempts.length > 0 ? rootError(attempts.at(-1)) : error;
}

function cureOf(error: unknown): string | undefined {
  if (rootError(error) instanceof CredentialFailure) {
    return 'sign in with az login, run where a managed identity is assigned, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET; the identity needs the role Azure Service Bus Data Sender to send, Azure Service Bus Data Receiver to receive, Azure Service Bus Data Owner to administer';
  }
  switch (codeOf(error)) {
    case 'UnauthorizedAccess':
      return 'the connection string must carry a valid key with the right to do this; outputs of another environment, or of an earlier deployment, do not. An identity needs the role Azure Service Bus Data Sender to send, Azure Service Bus Data Receiver to receive, Azure Service Bus Data Owner to administer';
    case 'MessagingEntityNotFound':
      return 'deploy the stack that has it, or correct the name';
    case 'ServiceBusy':
      return 'the namespace is being throttled; slow down or scale it up';
    case 'QuotaExceeded':
      return 'the entity is full; consume from it or raise its size';
    default:
      return connectionError.test(problemOf(error))
        ? 'nothing answers there; is the broker running, and are these the outputs of the right environment?'
        : undefined;
  }
}

/**
 * What the operating system says of a connection that cannot be made or kept, and the client of one that was closed before
 * it was open, or before a right could be claimed on it.
 */
const connectionError =
  /\b(ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPIPE|Failed to connect|CBS link does not exist)\b/;

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function hasFlag(error: unknown, flag: string): boolean {
  return typeof error === 'object' && error !== null && Reflect.get(error, flag) === true;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.trim() ?? '';
}
