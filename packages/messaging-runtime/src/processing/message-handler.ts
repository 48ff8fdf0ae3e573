import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { UnprocessableMessageError } from '../errors.js';
import type { Logger } from '../logger.js';
import type { ProcessingCounts } from './counts.js';
import type { Context, HandlerContext } from './handler-context.js';
import { LockLostError, StopDeadlineError } from './interruption.js';
import type { Outcome } from './settlement-lane.js';

/**
 * Does the work that one message asks for. When it returns, the message is completed.
 *
 * @throws {@link UnprocessableMessageError} for a message that can never be processed: it is dead-lettered. Any other
 *   error means that it may work later: the message is abandoned and comes again, until the entity's maximum delivery
 *   count sends it to the dead letters. A {@link FailurePolicy} may decide otherwise
 */
export type MessageHandler = (message: ServiceBusReceivedMessage, context: HandlerContext) => Promise<void> | void;

/** Decides what becomes of a message whose handler has failed. */
export type FailurePolicy = (error: unknown, message: ServiceBusReceivedMessage) => Outcome;

/** How a message ends that was handled. */
export interface Handled {
  readonly outcome: Outcome;
  /** What it is counted as, once the broker has confirmed it. */
  readonly count: keyof ProcessingCounts;
  /** What its handler threw, if it has failed. */
  readonly failure?: { readonly error: unknown };
}

/** What {@link handle} needs to end a message. */
export interface Ending {
  readonly onFailure: FailurePolicy;
  readonly log: Logger;
}

export const abandoned: Outcome = { kind: 'abandon' };

/** Without a word about what is sent, so that all that are alike are this one object. */
export const completed: Handled = { outcome: { kind: 'complete' }, count: 'processed' };

/** Dead-letters what can never be processed, and hands back the rest, to come again at once. */
export const abandonOrDeadLetter: FailurePolicy = (error) =>
  error instanceof UnprocessableMessageError
    ? { kind: 'dead-letter', reason: error.reason, description: error.description }
    : abandoned;

/**
 * Has a message handled. How it ends is known at once if the handler waits for nothing. Never throws; log what has failed
 * with `logFailure`.
 */
export function handle(
  handler: MessageHandler,
  message: ServiceBusReceivedMessage,
  context: Context,
  ending: Ending,
): Handled | Promise<Handled> {
  try {
    const work = handler(message, context);
    if (work === undefined) return handledWell(context);
    // Whatever else a handler returns may be the promise of another library.
    return Promise.resolve(work).then(
      () => handledWell(context),
      (error: unknown) => failed(error, message, context, ending),
    );
  } catch (error) {
    return failed(error, message, context, ending);
  }
}

function handledWell(context: Context): Handled {
  const sends = context.end();
  if (sends === undefined) return completed;
  // It comes again, and what it sends then is enough. Completing it would fail, perhaps when all is sent.
  if (context.interruption instanceof LockLostError) return { outcome: abandoned, count: 'abandoned' };
  return { outcome: { kind: 'complete', sends }, count: 'processed' };
}

/** How a message ends whose handler has failed. */
export function failed(
  error: unknown,
  message: ServiceBusReceivedMessage,
  context: Context,
  { onFailure, log }: Ending,
): Handled {
  context.end();
  const { interruption } = context;
  // It failed because it was told to stop, as it should, or for a message that is no longer its own.
  const outcome = interruption === undefined ? decide(onFailure, error, message, log) : abandoned;
  return { outcome, count: countOf(outcome, interruption instanceof StopDeadlineError), failure: { error } };
}

function decide(onFailure: FailurePolicy, error: unknown, message: ServiceBusReceivedMessage, log: Logger): Outcome {
  try {
    return onFailure(error, message);
  } catch (problem) {
    log.error({ messageId: message.messageId, err: problem }, 'failure policy failed: message abandoned');
    return abandoned;
  }
}

function countOf({ kind }: Outcome, isCutShort: boolean): keyof ProcessingCounts {
  if (kind === 'complete') return 'retriedLater';
  if (kind === 'dead-letter') return 'deadLettered';
  return isCutShort ? 'cutShort' : 'abandoned';
}
