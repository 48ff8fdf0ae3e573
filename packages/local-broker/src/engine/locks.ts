import type { EngineContext } from './engine-context.js';
import { BrokerError, messageLockLost } from './errors.js';
import type { LockOwner } from './lock-owner.js';
import type { BrokerMessage, Lock, LockToken, SharedLock } from './message.js';

/** The peek-locks of one message queue. */
export class Locks {
  readonly #context: Pick<EngineContext, 'clock' | 'deadlines' | 'lockTokens'>;
  readonly #onExpired: (message: BrokerMessage) => void;
  readonly #locks = new Map<LockToken, Lock>();

  /**
   * @param duration of the locks to come, in milliseconds.
   * @param onExpired takes the message whose lock ran out before it was settled; it is unlocked by then.
   */
  constructor(
    context: Pick<EngineContext, 'clock' | 'deadlines' | 'lockTokens'>,
    public duration: number,
    onExpired: (message: BrokerMessage) => void,
  ) {
    this.#context = context;
    this.#onExpired = onExpired;
  }

  /**
   * @param shared the lock that this one lasts as long as; absent for one with a duration of its own.
   * @param owner who gets the message.
   */
  lock(message: BrokerMessage, shared: SharedLock | undefined, owner: LockOwner | undefined): Lock {
    const now = this.#context.clock.now();
    const lock: Lock = {
      token: this.#context.lockTokens.next(),
      message,
      lockedAt: now,
      lockedUntil: shared?.lockedUntil ?? 0,
      deadline: undefined,
      shared,
      owner,
      inTransaction: false,
    };
    message.lock = lock;
    this.#locks.set(lock.token, lock);
    if (shared) shared.locks.add(lock);
    else this.#start(lock, now);
    if (owner) owner.locked += 1;
    return lock;
  }

  /** All locks that hold, in the order in which they began. */
  get all(): Iterable<Lock> {
    return this.#locks.values();
  }

  get count(): number {
    return this.#locks.size;
  }

  has(token: LockToken): boolean {
    return this.#locks.has(token);
  }

  /** The lock, be its time over or not. */
  find(token: LockToken): Lock | undefined {
    return this.#locks.get(token);
  }

  /** @throws BrokerError `com.microsoft:message-lock-lost` when the lock expired or its message is settled already. */
  get(token: LockToken): Lock {
    const lock = this.#locks.get(token);
    if (lock === undefined) throw messageLockLost();
    if (lock.lockedUntil <= this.#context.clock.now()) {
      // Its timer is late. The lock is over all the same.
      this.#expire(lock);
      throw messageLockLost();
    }
    return lock;
  }

  /**
   * Starts the lock's duration anew.
   *
   * @throws BrokerError as {@link get}; `amqp:not-allowed` for a lock that is not its own, but a session's.
   */
  renew(token: LockToken): Lock {
    const lock = this.get(token);
    if (lock.shared) {
      throw new BrokerError(
        'amqp:not-allowed',
        "A message of a session is locked as long as the session is. Renew the session's lock.",
      );
    }
    if (lock.deadline) this.#context.deadlines.cancel(lock.deadline);
    this.#start(lock, this.#context.clock.now());
    return lock;
  }

  /** Ends all locks; nobody is told. */
  clear(): void {
    for (const lock of this.#locks.values()) this.unlock(lock);
  }

  /** Lets a lock run out before its time; without effect when it is over. */
  lose(token: LockToken): void {
    const lock = this.#locks.get(token);
    if (lock) this.#expire(lock);
  }

  /** Lets the oldest locks run out before their time. @returns how many there were. */
  loseOldest(atMost: number): number {
    const oldest = [...this.#locks.values()].slice(0, atMost);
    for (const lock of oldest) this.#expire(lock);
    return oldest.length;
  }

  unlock(lock: Lock): void {
    if (lock.deadline) this.#context.deadlines.cancel(lock.deadline);
    if (this.#locks.delete(lock.token) && lock.owner) lock.owner.locked -= 1;
    lock.shared?.locks.delete(lock);
    lock.message.lock = undefined;
  }

  #start(lock: Lock, now: number): void {
    lock.lockedUntil = now + this.duration;
    lock.deadline = this.#context.deadlines.schedule(lock.lockedUntil, () => this.#expire(lock));
  }

  #expire(lock: Lock): void {
    if (lock.shared) {
      lock.shared.expire();
      return;
    }
    this.unlock(lock);
    this.#onExpired(lock.message);
  }
}
