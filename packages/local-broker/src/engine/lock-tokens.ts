import { randomBytes } from 'node:crypto';

import type { LockToken } from './message.js';

/**
 * Makes lock tokens. A token is a UUID whose first half is random for each start of the broker and whose second half
 * counts: as unguessable as a connection's peers need, and far cheaper than drawing random bytes per delivery.
 */
export class LockTokens {
  readonly #prefix: string;
  #count = 0;

  constructor() {
    const random = randomBytes(8).toString('hex');
    this.#prefix = `${random.slice(0, 8)}-${random.slice(8, 12)}-${random.slice(12, 16)}-`;
  }

  next(): LockToken {
    this.#count += 1;
    const hex = this.#count.toString(16).padStart(16, '0');
    return `${this.#prefix}${hex.slice(0, 4)}-${hex.slice(4)}`;
  }
}
