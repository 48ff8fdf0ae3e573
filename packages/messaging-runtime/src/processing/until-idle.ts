import { setImmediate as nextTurn, setTimeout as pause } from 'node:timers/promises';
import { MessagingFailure } from '../errors.js';
import type { ProcessingReceiver } from './processing-receiver.js';

export interface Watch {
  readonly receiver: Pick<ProcessingReceiver, 'isClosed' | 'entityPath'>;
  /** Milliseconds without work that end it. */
  readonly stopWhenIdle: number;
  /** Moment since which there was nothing to do, in milliseconds since the epoch. */
  readonly idleSince: () => number;
  /** Ends it, too. */
  readonly stop: AbortSignal;
}

/** Milliseconds between two looks at whether the client was closed, which it tells nobody. */
const watchInterval = 1_000;

/**
 * Waits until there was no work for long enough, or somebody stops it.
 *
 * @throws {@link MessagingFailure} if the client is closed meanwhile
 */
export async function untilIdle({ receiver, stopWhenIdle, idleSince, stop }: Watch): Promise<void> {
  while (!stop.aborted) {
    const patience = stopWhenIdle - (Date.now() - idleSince());
    if (patience <= 0) {
      // Timers come before the network: after a pause of the whole process there may be messages that nobody has read.
      await nextTurn();
      if (Date.now() - idleSince() >= stopWhenIdle) return;
      continue;
    }
    if (receiver.isClosed) {
      throw new MessagingFailure(
        `Cannot receive from ${receiver.entityPath}: its client was closed — stop processing before that`,
      );
    }
    await pause(Math.min(patience, stopWhenIdle, watchInterval), undefined, { signal: stop }).catch(() => undefined);
  }
}
