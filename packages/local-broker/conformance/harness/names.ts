import { randomBytes } from 'node:crypto';

import { target } from './conform.js';

/** A name that no entity of the namespace has. What a case makes under it, the case deletes. */
export function newName(): string {
  return `${target.prefix}-${randomBytes(5).toString('hex')}`;
}
