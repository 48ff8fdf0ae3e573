import type { SubQueue } from '../../api/places.js';

const tabs: Readonly<Record<SubQueue, string>> = {
  active: 'messages',
  deadLetter: 'dead-letters',
  transferDeadLetter: 'transfers',
};

/** Address of an entity's page, or of one of its tabs. */
export function entityAddress(entity: string, tab?: string): string {
  const address = `/entity/${encodeURIComponent(entity)}`;
  return tab === undefined ? address : `${address}/${tab}`;
}

/** Address of a message browser. */
export function browserAddress(entity: string, subQueue: SubQueue, query = ''): string {
  return `${entityAddress(entity, tabs[subQueue])}${query}`;
}

/** Address of a message; the query keeps the filter and the page that it was found with. */
export function messageAddress(entity: string, subQueue: SubQueue, sequenceNumber: string, query = ''): string {
  return `${entityAddress(entity, tabs[subQueue])}/${sequenceNumber}${query}`;
}

/** The topic of a subscription's path; undefined for a queue or a topic. */
export function topicOf(entity: string): string | undefined {
  return /^(.+)\/subscriptions\/[^/]+$/i.exec(entity)?.[1];
}

/** The sequence number behind one: they go up to 2⁶³, past what a JavaScript number can hold. */
export function sequenceNumberAfter(sequenceNumber: string): string {
  return String(BigInt(sequenceNumber) + 1n);
}
