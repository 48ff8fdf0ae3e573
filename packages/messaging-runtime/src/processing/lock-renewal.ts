import type { ServiceBusReceiver } from '@azure/service-bus';
import { isLockLost, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { HeldMessage, InFlight } from './in-flight.js';

export interface LockRenewalOptions {
  readonly receiver: Pick<ServiceBusReceiver, 'renewMessageLock'>;
  readonly inFlight: Pick<InFlight, 'has' | typeof Symbol.iterator>;
  /** Milliseconds after its arrival beyond which a message's lock is left to expire. */
  readonly ceiling: number;
  readonly log: Pick<Logger, 'warn' | 'debug'>;
}

/** How often locks are looked at, in milliseconds. The shortest lock that Azure knows lasts five seconds. */
const sweepInterval = 1_000;

/**
 * Keeps the locks of held messages alive, by looking at all of them once a second: a timer per message would cost fast
 * handlers a tenth of their speed, and they never need it. A lock is renewed once half of it has passed.
 *
 * @returns ends it
 */
export function startLockRenewal(options: LockRenewalOptions): () => void {
  const renewing = new WeakSet<HeldMessage>();
  const timer = setInterval(() => {
    const now = Date.now();
    for (const held of options.inFlight) {
      if (renewing.has(held) || !isDue(held, now) || now - held.receivedAt >= options.ceiling) continue;
      renewing.add(held);
      void renew(options, held).then((lost) => lost || renewing.delete(held));
    }
  }, sweepInterval);
  // What it guards keeps the process alive; this must not.
  timer.unref();
  return () => clearInterval(timer);
}

function isDue({ message, lockDuration }: HeldMessage, now: number): boolean {
  const lockedUntil = message.lockedUntilUtc?.getTime();
  return lockedUntil !== undefined && lockedUntil - now <= lockDuration / 2;
}

/** @returns whether the lock is lost, and no more to be renewed */
async function renew({ receiver, inFlight, log }: LockRenewalOptions, held: HeldMessage): Promise<boolean> {
  const { message } = held;
  try {
    await receiver.renewMessageLock(message);
    log.debug({ messageId: message.messageId, lockedUntil: message.lockedUntilUtc }, 'lock renewed');
    return false;
  } catch (error) {
    // Settled while the renewal was under way: it had no lock to renew, and needs none.
    if (!inFlight.has(held)) return true;
    log.warn({ messageId: message.messageId, problem: problemOf(error) }, 'lock not renewed');
    return isLockLost(error);
  }
}
