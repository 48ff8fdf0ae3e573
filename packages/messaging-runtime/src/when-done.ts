/**
 * Goes on with `next` when work is done: at once if it is done already. A promise for each message that never waited for
 * anything costs more than handling it.
 *
 * @throws what `next` throws, if the work was done already
 */
export function whenDone<Result>(work: Promise<void> | void, next: () => Result): Result | Promise<Result> {
  // Whatever else a handler returns may be the promise of another library.
  return work === undefined ? next() : Promise.resolve(work).then(next);
}
