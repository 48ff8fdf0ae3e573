import { filterOf, ofGroup, readCondition, type DeadLetterFilter } from '@ams/messaging-runtime';

import type { MessagePlace, Selection } from '../../api/index.js';

/**
 * Which messages of a place are meant. All that is given must hold.
 *
 * @throws RequestError for a condition that cannot be understood
 */
export async function filterOfMessages(
  { text, reason, system = [], property = [], body = [], sequenceNumbers, group }: Selection,
  place: MessagePlace,
): Promise<DeadLetterFilter> {
  const matches = await filterOf({
    text: text === '' ? undefined : text,
    reason: reason === '' ? undefined : reason,
    system: system.map(readCondition),
    properties: property.map(readCondition),
    body: body.map(readCondition),
    sequenceNumbers,
  });
  if (group === undefined) return matches;
  const isOfGroup = ofGroup(group, groupSource(place));
  return (message) => isOfGroup(message) && matches(message);
}

/** Name of a place among groups of dead letters: their ids follow from it, and it is never shown. */
export function groupSource({ entity, subQueue }: MessagePlace): string {
  return `${entity.toLowerCase()}/$${subQueue}`;
}
