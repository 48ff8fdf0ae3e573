import { peekDeadLetters, type DeadLetterFilter, type DeadLetterSource } from '@ams/messaging-runtime';
import { UsageError } from '@ams/messaging-runtime/cli';
import type { SourceKey } from '@ams/stack-entities';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { sourcesOf, subQueueOf } from './commands/source-option.js';
import type { Stack } from './stack.js';

/** What is to be looked at. */
export function lookedAt(
  source: SourceKey | 'parked' | 'all',
  transfers: true | undefined,
  stack: Stack,
): readonly DeadLetterSource[] {
  if (source !== 'parked') return sourcesOf(source).map((key) => stack.source(key, subQueueOf(transfers)));
  if (transfers === true) throw new UsageError('--transfers goes with a source of dead letters, not with parked');
  return [stack.parked()];
}

/**
 * The messages of a source that are meant.
 *
 * @throws Error if it is told to stop: half of the picture would pass for all of it
 */
export async function* meantOf(
  source: DeadLetterSource,
  filter: DeadLetterFilter,
  signal: AbortSignal,
): AsyncGenerator<ServiceBusReceivedMessage> {
  for await (const message of peekDeadLetters(source)) {
    if (signal.aborted) throw new Error('it was stopped before it was through');
    if (filter(message)) yield message;
  }
}
