import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf, UnprocessableMessageError } from '../errors.js';
import type { Logger } from '../logger.js';
import { whenDone } from '../when-done.js';
import type { Outcome } from './settlement-lane.js';

/**
 * Does the work that one message asks for. When it returns, the message is completed.
 *
 * @throws {@link UnprocessableMessageError} for a message that can never be processed: it is dead-lettered. Any other
 *   error means that it may work later: the message is abandoned and comes again, until the entity's maximum delivery
 *   count sends it to the dead letters
 */
export type MessageHandler = (message: ServiceBusReceivedMessage) => Promise<void> | void;

const completed: Outcome = { kind: 'complete' };

/** How a message ends that a handler is given. Known at once if the handler waits for nothing. */
export function outcomeOf(
  handler: MessageHandler,
  message: ServiceBusReceivedMessage,
  log: Logger,
): Outcome | Promise<Outcome> {
  try {
    const outcome = whenDone(handler(message), () => completed);
    if (!(outcome instanceof Promise)) return outcome;
    return outcome.catch((error: unknown) => outcomeOfFailure(error, message, log));
  } catch (error) {
    return outcomeOfFailure(error, message, log);
  }
}

function outcomeOfFailure(error: unknown, message: ServiceBusReceivedMessage, log: Logger): Outcome {
  const { messageId, deliveryCount } = message;
  if (error instanceof UnprocessableMessageError) {
    const { reason, description } = error;
    log.warn({ messageId, deliveryCount, reason, description }, 'message dead-lettered');
    return { kind: 'dead-letter', reason, description };
  }
  log.warn({ messageId, deliveryCount, problem: problemOf(error) }, 'message abandoned');
  log.debug({ messageId, err: error }, 'why it was abandoned');
  return { kind: 'abandon' };
}
