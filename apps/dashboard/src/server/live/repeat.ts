import { setTimeout as pause } from 'node:timers/promises';

import { pauseAfter } from '@ams/messaging-runtime';

/** Told how each turn ended. @param failures in a row, so far; 0 after a turn that went well */
export type TurnListener = (failures: number, error: unknown) => void;

/**
 * Does something again and again until it is told to stop. After failures it waits longer and longer, up to 15 seconds.
 *
 * @param interval milliseconds between the end of a turn and the next one
 */
export async function repeat(
  interval: number,
  signal: AbortSignal,
  turn: () => Promise<void>,
  ended: TurnListener,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    let failure: unknown;
    try {
      await turn();
      failures = 0;
    } catch (error) {
      failures += 1;
      failure = error;
    }
    if (signal.aborted) return;
    ended(failures, failure);
    await wait(failures === 0 ? interval : Math.max(interval, pauseAfter(failures)), signal);
  }
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  // It rejects for no other reason than the signal, which whoever waits looks at.
  await pause(milliseconds, undefined, { signal }).catch(() => undefined);
}

/** Calls once for all calls within some milliseconds, at the end of them. */
export function together(call: () => void, milliseconds: number): () => void {
  let waiting = false;
  return () => {
    if (waiting) return;
    waiting = true;
    setTimeout(() => {
      waiting = false;
      call();
    }, milliseconds).unref();
  };
}
