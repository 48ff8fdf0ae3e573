import { setTimeout as pause } from 'node:timers/promises';
import { pauseAfter } from '../../backoff.js';
import { explainFailure, isNoSession, isTransient, problemOf, type MessagingFailure } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { LinkState } from '../../telemetry/instrumentation.js';
import type { SessionReceiver, SessionSource } from './session-source.js';

export interface AcceptanceOptions {
  readonly source: SessionSource;
  /** Ends the wait. */
  readonly signal: AbortSignal;
  readonly reception: Pick<ReceptionLog, 'interrupted' | 'goesOn'>;
}

/** Tells what many places find out at the same time: that the connection is broken, or there again. */
export class ReceptionLog {
  readonly #log: Pick<Logger, 'warn' | 'info'>;
  readonly #onLink: ((state: LinkState) => void) | undefined;
  #isInterrupted = false;

  constructor(log: Pick<Logger, 'warn' | 'info'>, onLink?: (state: LinkState) => void) {
    this.#log = log;
    this.#onLink = onLink;
  }

  interrupted(problem: string): void {
    if (this.#isInterrupted) return;
    this.#isInterrupted = true;
    this.#log.warn({ problem }, 'receiving interrupted, trying again');
    this.#onLink?.({ kind: 'interrupted', problem });
  }

  goesOn(entity: string): void {
    if (!this.#isInterrupted) return;
    this.#isInterrupted = false;
    this.#log.info({ entity }, 'receiving again');
    this.#onLink?.({ kind: 'open' });
  }
}

/** What the client says when a link or connection ends while it is being opened, and nobody has said why. */
const linkEnded =
  /^(INTERNAL ERROR: failed to create receiver|Unknown error encountered|Failed to connect|ConnectionForcedError|IllegalStateError)/;

/** A broker that answers sooner than this that there is no session has not waited for one. */
const shortestWait = 1_000;
/** Milliseconds that the broker has to answer that a wait was ended. */
const longestGoodbye = 1_000;

/**
 * Waits for the next session for as long as it takes. That there is none for now is no error, and a connection that breaks
 * is waited for.
 *
 * @returns its receiver; undefined once the wait was ended
 * @throws {@link MessagingFailure} for what time does not heal
 */
export async function acceptSession({
  source,
  signal,
  reception,
}: AcceptanceOptions): Promise<SessionReceiver | undefined> {
  let failures = 0;
  while (!signal.aborted) {
    const since = performance.now();
    try {
      const receiver = await untilAborted(source.acceptNext(signal), signal);
      if (receiver !== undefined) reception.goesOn(source.entity);
      return receiver;
    } catch (error) {
      if (isNoSession(error)) {
        reception.goesOn(source.entity);
        if (performance.now() - since >= shortestWait) {
          failures = 0;
          continue;
        }
      } else {
        const failure = failureOf(error, source);
        if (!isTransient(error) && !linkEnded.test(problemOf(error))) throw failure;
        reception.interrupted(failure.message);
      }
      failures += 1;
      await pause(pauseAfter(failures), undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

/** An error of the client as one that names the entity and the cure. */
export function failureOf(error: unknown, { entity }: SessionSource): MessagingFailure {
  return explainFailure(error, { action: 'receive from', entity });
}

/**
 * What is being waited for, or undefined soon after the signal has fired: a broker that is not there answers nothing. A
 * session that comes nonetheless is given back.
 */
function untilAborted(work: Promise<SessionReceiver>, signal: AbortSignal): Promise<SessionReceiver | undefined> {
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const onAbort = (): void => {
      timer = setTimeout(resolve, longestGoodbye, undefined);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    work
      .then(async (receiver) => {
        if (!signal.aborted) return resolve(receiver);
        // It may be closed already, with its connection.
        await receiver.close().catch(() => undefined);
        resolve(undefined);
      })
      .catch((error: unknown) => (signal.aborted ? resolve(undefined) : reject(error)))
      .finally(() => {
        signal.removeEventListener('abort', onAbort);
        clearTimeout(timer);
      });
  });
}
