import type { SubQueue } from '../../api/places.js';

/** How the places of an entity are called in a sentence. */
export const namesOfPlaces: Readonly<Record<SubQueue, string>> = {
  active: 'messages',
  deadLetter: 'dead letters',
  transferDeadLetter: 'transfer dead letters',
};

/** The place that a text of an address names: that of live messages where it names none. */
export function subQueueOf(text: string): SubQueue {
  return text === 'deadLetter' || text === 'transferDeadLetter' ? text : 'active';
}
