import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds that a page may take until it shows what it should; much more than it needs. */
export const patience = 15_000;

/**
 * Asks again until the answer is there, for what a browser shows sooner or later. The last error tells what was missing.
 *
 * @param ask throws as long as it is not so
 */
export async function eventually<T>(ask: () => Promise<T> | T): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await pause(100);
    }
  }
}
