import { isLockLost, problemOf } from '../../errors.js';
import type { Logger } from '../../logger.js';
import type { SessionReceiver } from './session-source.js';

/** A session whose lock is to be kept alive. */
export interface LockedSession {
  readonly receiver: Pick<SessionReceiver, 'sessionId' | 'sessionLockedUntilUtc' | 'renewSessionLock'>;
  /** Milliseconds that its lock lasts, and lasts anew with each renewal. */
  readonly lockDuration: number;
  /** Moment since which one of its messages has been with the handler, in milliseconds since the epoch. */
  readonly handlingSince: number | undefined;
  /** It is no longer held: its lock has expired, or the broker says so. */
  lose(problem: string): void;
}

export interface SessionLockRenewalOptions {
  readonly sessions: ReadonlySet<LockedSession>;
  /** Milliseconds that a message may be handled until its session's lock is left to expire. */
  readonly ceiling: number;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}

/** How often locks are looked at, in milliseconds. The shortest lock that Azure knows lasts five seconds. */
const sweepInterval = 1_000;

/**
 * Keeps the locks of sessions alive, by looking at all of them once a second. Not by the client's own renewal: that gives
 * up at its first failure, and tells nobody.
 *
 * @returns ends it
 */
export function startSessionLockRenewal({ sessions, ceiling, log }: SessionLockRenewalOptions): () => void {
  const renewing = new WeakSet<LockedSession>();
  const timer = setInterval(() => {
    const now = Date.now();
    for (const session of sessions) {
      if (renewing.has(session)) continue;
      const left = session.receiver.sessionLockedUntilUtc.getTime() - now;
      const mayRenew = session.handlingSince === undefined || now - session.handlingSince < ceiling;
      if (mayRenew && left <= session.lockDuration / 2) {
        renewing.add(session);
        void renew(session, log).finally(() => renewing.delete(session));
      } else if (left <= 0) session.lose(mayRenew ? 'it was not renewed in time' : `a message took over ${ceiling} ms`);
    }
  }, sweepInterval);
  // What it guards keeps the process alive; this must not.
  timer.unref();
  return () => clearInterval(timer);
}

async function renew(session: LockedSession, log: SessionLockRenewalOptions['log']): Promise<void> {
  const { sessionId } = session.receiver;
  try {
    const lockedUntil = await session.receiver.renewSessionLock();
    log.debug({ sessionId, lockedUntil }, 'session lock renewed');
  } catch (error) {
    log.warn({ sessionId, problem: problemOf(error) }, 'session lock not renewed');
    if (isLockLost(error)) session.lose(problemOf(error));
  }
}
