/** A message's lock is lost: it comes again, to this process or to another. What is done for it now may be done twice. */
export class LockLostError extends Error {
  override readonly name = 'LockLostError';
}

/** The processor was told to stop, and its handlers have had the time that they are given to end. */
export class StopDeadlineError extends Error {
  override readonly name = 'StopDeadlineError';

  /** @param deadline milliseconds that handlers had since the stop */
  constructor(readonly deadline: number) {
    super(`the handler was not done ${deadline} ms after the processor was told to stop: its message is handed back`);
  }
}

/** Why a handler is interrupted. */
export type Interruption = LockLostError | StopDeadlineError;
