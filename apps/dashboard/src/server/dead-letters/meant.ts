import type { DeadLetterFilter, MoveOptions } from '@ams/messaging-runtime';

import type { Selection } from '../../api/index.js';
import { filterOfMessages } from '../messages/message-filter.js';
import type { FailedPlace } from './failed-place.js';

/**
 * Which messages of a place a selection means.
 *
 * @throws RequestError for a condition that cannot be understood
 */
export async function meantBy(
  selection: Selection,
  place: FailedPlace,
): Promise<{ readonly filter: DeadLetterFilter } & Pick<MoveOptions, 'expected'>> {
  const { sequenceNumbers } = selection;
  return {
    filter: await filterOfMessages(selection, place),
    expected: sequenceNumbers === undefined ? undefined : new Set(sequenceNumbers).size,
  };
}

/** What a selection means, for people: `3 dead letters`. @param noun in the plural */
export function meantText({ sequenceNumbers, ...conditions }: Selection, noun: string): string {
  if (sequenceNumbers !== undefined) return countText(sequenceNumbers.length, noun);
  const { group, ...filter } = conditions;
  const isFiltered = Object.values(filter).some((value) => value !== undefined && value.length > 0);
  if (group !== undefined) return `a group of ${noun}`;
  return isFiltered ? `some ${noun}` : `all ${noun}`;
}

function countText(count: number, noun: string): string {
  return count === 1 ? `1 ${noun.slice(0, -1)}` : `${count.toLocaleString('en-US')} ${noun}`;
}
