import { inspect } from 'node:util';

import { parseEntityPath } from '../engine/entity-path.js';

/** A fault that cannot be. The message names what is wrong with its definition. */
export class FaultError extends Error {
  override readonly name = 'FaultError';
}

/** A misspelt entity would meet no fault, and the test that asked for it would prove nothing. */
export function noSuchEntity(entity: string, addresses: readonly string[]): FaultError {
  // Every queue and subscription has the same sub-queues: they say nothing of what there is.
  const known = addresses.filter((address) => parseEntityPath(address).subQueue === undefined);
  const cure =
    known.length === 0
      ? 'Make one first'
      : `Name ${listOf(known)}, or '/$DeadLetterQueue' of a queue or subscription; or make the entity first`;
  return new FaultError(
    `This is no fault: entity is ${inspect(entity)}, but the namespace has no such entity. ` +
      `${cure}, or leave 'entity' out to mean every one.`,
  );
}

const longestList = 20;

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, longestList).map((name) => `'${name}'`);
  const left = names.length - shown.length;
  return left > 0 ? `${shown.join(', ')} (or one of ${left} more)` : shown.join(', ');
}
