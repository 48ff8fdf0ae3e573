import type { SubQueue } from '../../api/places.js';
import { entityAddress, type MessageTab } from '../addresses.js';

const tabs: Readonly<Record<SubQueue, MessageTab>> = {
  active: 'messages',
  deadLetter: 'dead-letters',
  transferDeadLetter: 'transfers',
};

/** Address of a message browser. @param query as `writeBrowserQuery` makes it */
export function browserAddress(entity: string, subQueue: SubQueue, query = ''): string {
  return `${entityAddress(entity, tabs[subQueue])}${query}`;
}

/** Address of a message; the query keeps the filter and the page that it was found with. */
export function messageAddress(entity: string, subQueue: SubQueue, sequenceNumber: string, query = ''): string {
  return `${entityAddress(entity, tabs[subQueue])}/${sequenceNumber}${query}`;
}

/** The sequence number behind one: they go up to 2⁶³, past what a JavaScript number can hold. */
export function sequenceNumberAfter(sequenceNumber: string): string {
  return String(BigInt(sequenceNumber) + 1n);
}
