import { ServiceBusError } from '@azure/service-bus';
import { startSessionLockRenewal, type LockedSession } from '../src/processing/sessions/session-lock-renewal.js';
import { silent } from './support.js';

const lockDuration = 30_000;

beforeEach(() => void jest.useFakeTimers());

afterEach(() => void jest.useRealTimers());

interface Watched extends LockedSession {
  readonly renewals: number;
  readonly lost: readonly string[];
}

/** A session whose lock is renewed as the broker does it, or not. */
function lockedSession(handlingSince?: number, failure?: Error): Watched {
  let lockedUntil = new Date(Date.now() + lockDuration);
  let renewals = 0;
  const lost: string[] = [];
  return {
    lockDuration,
    handlingSince,
    receiver: {
      sessionId: 'a',
      get sessionLockedUntilUtc() {
        return lockedUntil;
      },
      renewSessionLock: async () => {
        renewals += 1;
        if (failure !== undefined) throw failure;
        lockedUntil = new Date(Date.now() + lockDuration);
        return lockedUntil;
      },
    },
    lose: (problem) => void lost.push(problem),
    get renewals() {
      return renewals;
    },
    lost,
  };
}

async function keptFor(milliseconds: number, session: LockedSession, ceiling = 600_000): Promise<void> {
  const stop = startSessionLockRenewal({ sessions: new Set([session]), ceiling, log: silent });
  await jest.advanceTimersByTimeAsync(milliseconds);
  stop();
}

test('renews the lock of a session once half of it has passed, whether or not a message is handled', async () => {
  const [idle, atWork] = [lockedSession(), lockedSession(Date.now())];
  await keptFor(4 * lockDuration, idle);
  await keptFor(4 * lockDuration, atWork);
  expect(idle).toMatchObject({ renewals: 8, lost: [] });
  expect(atWork.renewals).toBeGreaterThan(0);
});

test('lets the lock expire when one message takes longer than the ceiling, and says so', async () => {
  const session = lockedSession(Date.now());
  await keptFor(60_000 + 2 * lockDuration, session, 60_000);
  expect(session.renewals).toBe(3);
  expect(session.lost[0]).toBe('a message took over 60000 ms');
});

test('tells of a lock that the broker no longer knows', async () => {
  const session = lockedSession(undefined, new ServiceBusError('gone', 'SessionLockLost'));
  await keptFor(lockDuration / 2, session);
  expect(session.lost).toEqual(['gone']);
});

test('tries again when the broker could not be reached', async () => {
  const session = lockedSession(undefined, new ServiceBusError('busy', 'ServiceBusy'));
  await keptFor(lockDuration / 2 + 1_500, session);
  expect(session).toMatchObject({ renewals: 2, lost: [] });
});
