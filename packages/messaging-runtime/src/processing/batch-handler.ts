import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { Logger } from '../logger.js';
import type { Outgoing } from './complete-and-send.js';
import { Context, type HandlerContext } from './handler-context.js';
import { LockLostError } from './interruption.js';
import { abandoned, completed, failed, type Ending, type Handled } from './message-handler.js';

/** A message of a batch that was not processed, and why. */
export interface FailedMessage {
  readonly message: ServiceBusReceivedMessage;
  readonly error: unknown;
}

/** Which messages of a batch were not processed. The others were. */
export interface BatchResult {
  readonly failed: readonly FailedMessage[];
}

/**
 * Does the work that several messages ask for. Those that it does not report as failed are completed; one that is reported
 * ends as one whose {@link MessageHandler} throws the error.
 *
 * What it sends is sent together with the completion of those that were processed, and not at all if there are none.
 *
 * @throws to fail all of them
 */
export type BatchHandler = (
  messages: readonly ServiceBusReceivedMessage[],
  context: HandlerContext,
) => Promise<BatchResult | void> | BatchResult | void;

/** How the messages of a batch end. */
export interface HandledBatch {
  /** Of each message, in the batch's order. */
  readonly each: readonly Handled[];
  readonly sends: readonly Outgoing[];
}

/** The context of a batch: its signal fires when the lock of any of its messages is lost. */
export class BatchContext extends Context {
  readonly #messages: readonly ServiceBusReceivedMessage[];

  constructor(messages: readonly ServiceBusReceivedMessage[], log: Logger) {
    super(log);
    this.#messages = messages;
  }

  protected override fields(): Record<string, unknown> {
    return { messages: this.#messages.length, firstMessageId: this.#messages[0]?.messageId };
  }
}

/** Has a batch handled. Never throws. */
export async function handleBatch(
  handler: BatchHandler,
  messages: readonly ServiceBusReceivedMessage[],
  context: BatchContext,
  ending: Ending,
): Promise<HandledBatch> {
  try {
    const result = await handler(messages, context);
    const failures = failuresOf(result?.failed ?? [], messages);
    const sends = context.end() ?? [];
    // As with a single message: what comes again must not be completed with what it sends.
    const isLost = sends.length > 0 && context.interruption instanceof LockLostError;
    const processed: Handled = isLost ? { outcome: abandoned, count: 'abandoned' } : completed;
    const each = messages.map((message) => {
      const failure = failures.get(message);
      return failure === undefined ? processed : failed(failure.error, message, context, ending);
    });
    return { each, sends: isLost ? [] : sends };
  } catch (error) {
    return { each: messages.map((message) => failed(error, message, context, ending)), sends: [] };
  }
}

function failuresOf(
  failures: readonly FailedMessage[],
  messages: readonly ServiceBusReceivedMessage[],
): ReadonlyMap<ServiceBusReceivedMessage, FailedMessage> {
  const known = new Set(messages);
  const stranger = failures.find(({ message }) => !known.has(message));
  if (stranger !== undefined) {
    throw new Error(
      `the batch handler reports message ${String(stranger.message.messageId)} as failed, which it was not given — report the very messages of the batch`,
    );
  }
  return new Map(failures.map((failure) => [failure.message, failure]));
}
