import type { ServiceBusReceiver } from '@azure/service-bus';
import { isLockLost, problemOf } from '../errors.js';
import type { Logger } from '../logger.js';
import type { HeldMessage, InFlight } from './in-flight.js';
import { LockLostError } from './interruption.js';

export interface LockRenewalOptions {
  readonly receiver: Pick<ServiceBusReceiver, 'renewMessageLock'>;
  readonly inFlight: Pick<InFlight, 'has' | typeof Symbol.iterator>;
  /** Milliseconds after its arrival beyond which a message's lock is left to expire. */
  readonly ceiling: number;
  /** Told once of each message whose lock is lost: the broker says so, or its time has passed. */
  readonly onLost: (held: HeldMessage, why: LockLostError) => void;
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
  const locks = new Locks(options);
  const timer = setInterval(() => locks.sweep(), sweepInterval);
  // What it guards keeps the process alive; this must not.
  timer.unref();
  return () => clearInterval(timer);
}

class Locks {
  readonly #options: LockRenewalOptions;
  readonly #renewing = new WeakSet<HeldMessage>();
  readonly #lost = new WeakSet<HeldMessage>();

  constructor(options: LockRenewalOptions) {
    this.#options = options;
  }

  sweep(): void {
    const now = Date.now();
    // The iteration bears that those whose lock is lost leave meanwhile.
    for (const held of this.#options.inFlight) {
      if (this.#lost.has(held)) continue;
      // Not by the clock alone, which may be ahead of the broker's, as long as the broker can still be asked.
      if (!this.#renewing.has(held) && this.#mayRenew(held, now)) {
        if (isDue(held, now)) void this.#renew(held);
      } else if (!held.isSettled && hasExpired(held, now)) {
        this.#lose(held, 'it was not renewed in time');
      }
    }
  }

  #mayRenew(held: HeldMessage, now: number): boolean {
    return now - held.receivedAt < this.#options.ceiling;
  }

  async #renew(held: HeldMessage): Promise<void> {
    const { receiver, inFlight, log } = this.#options;
    const { message } = held;
    this.#renewing.add(held);
    try {
      await receiver.renewMessageLock(message);
      log.debug({ messageId: message.messageId, lockedUntil: message.lockedUntilUtc }, 'lock renewed');
    } catch (error) {
      // Settled while the renewal was under way: it had no lock to renew, and needs none.
      if (held.isSettled || !inFlight.has(held)) return;
      log.warn({ messageId: message.messageId, problem: problemOf(error) }, 'lock not renewed');
      if (isLockLost(error)) this.#lose(held, problemOf(error));
    } finally {
      this.#renewing.delete(held);
    }
  }

  #lose(held: HeldMessage, why: string): void {
    if (this.#lost.has(held)) return;
    this.#lost.add(held);
    this.#options.onLost(
      held,
      new LockLostError(`the lock of message ${String(held.message.messageId)} is lost: ${why}`),
    );
  }
}

function isDue({ message, lockDuration }: HeldMessage, now: number): boolean {
  const lockedUntil = message.lockedUntilUtc?.getTime();
  return lockedUntil !== undefined && lockedUntil - now <= lockDuration / 2;
}

function hasExpired({ message }: HeldMessage, now: number): boolean {
  const lockedUntil = message.lockedUntilUtc?.getTime();
  return lockedUntil !== undefined && lockedUntil <= now;
}
