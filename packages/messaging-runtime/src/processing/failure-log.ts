import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import { fieldsOf } from './log-fields.js';
import type { Handled } from './message-handler.js';

/** A message, and how it ends. */
export interface HandledMessage {
  readonly message: ServiceBusReceivedMessage;
  readonly handled: Handled;
}

const fates = { complete: 'put off', abandon: 'abandoned', 'dead-letter': 'dead-lettered' };

/** Logs what becomes of a message whose handler has failed. */
export function logFailure(handled: Handled, message: ServiceBusReceivedMessage, log: Logger): void {
  tell(handled, [message], log);
}

/**
 * Logs what becomes of messages of a batch that have failed: those that failed by the same error, and end alike, share a line.
 *
 * @param within calls what logs in the context of a message
 */
export function logFailures(
  failed: readonly HandledMessage[],
  log: Logger,
  within: (message: ServiceBusReceivedMessage, logs: () => void) => void,
): void {
  for (const alike of groupsOf(failed)) {
    const [first] = alike;
    if (first === undefined) continue;
    const messages = alike.map(({ message }) => message);
    within(first.message, () => tell(first.handled, messages, log));
  }
}

function groupsOf(failed: readonly HandledMessage[]): readonly (readonly HandledMessage[])[] {
  const byError = new Map<unknown, Map<string, HandledMessage[]>>();
  for (const each of failed) {
    const { failure, outcome } = each.handled;
    const byFate = byError.get(failure?.error) ?? new Map<string, HandledMessage[]>();
    byError.set(failure?.error, byFate);
    const alike = byFate.get(outcome.kind) ?? [];
    byFate.set(outcome.kind, alike);
    alike.push(each);
  }
  return [...byError.values()].flatMap((byFate) => [...byFate.values()]);
}

function tell({ outcome, failure }: Handled, messages: readonly ServiceBusReceivedMessage[], log: Logger): void {
  if (failure === undefined) return;
  const fields = fieldsOf(messages);
  const why =
    outcome.kind === 'dead-letter'
      ? { reason: outcome.reason, description: outcome.description }
      : { problem: problemOf(failure.error) };
  log.warn({ ...fields, ...why }, `${messages.length === 1 ? 'message' : 'messages'} ${fates[outcome.kind]}`);
  log.debug({ ...fields, err: failure.error }, 'why the handler failed');
}
