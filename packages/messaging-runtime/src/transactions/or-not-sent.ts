import { NotSentError, problemOf } from '../errors.js';

/** A part of sending, which leaves the messages as they were if it fails: nothing is settled yet. */
export async function orNotSent<Result>(entity: string, sending: Promise<Result>): Promise<Result> {
  try {
    return await sending;
  } catch (cause) {
    throw new NotSentError(`Cannot send to ${entity}: ${problemOf(cause)}`, { cause });
  }
}
