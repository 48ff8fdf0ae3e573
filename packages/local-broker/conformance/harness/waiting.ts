/** Waits for a moment of real time: a namespace in the cloud has no clock that a test could turn. */
export function until(moment: Date): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.max(0, moment.getTime() - Date.now())));
}

/**
 * Asks again until the answer is there. The last error tells what was still missing.
 *
 * @param patience milliseconds
 */
export async function eventually<T>(ask: () => Promise<T> | T, patience = 20_000): Promise<T> {
  const end = Date.now() + patience;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > end) throw error;
      await until(new Date(Date.now() + 200));
    }
  }
}
