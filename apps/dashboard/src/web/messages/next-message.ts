import type { MessageFilter } from '../../api/messages.js';
import type { MessagePlace } from '../../api/places.js';
import { api } from '../api-client.js';
import { sequenceNumberAfter } from './addresses.js';
import { pageQuery } from './browser-query.js';
import { filterOfTerms } from './filter-terms.js';

/** How many scans are tried for one key stroke: a scan that found nothing may go on behind its budget. */
const scans = 5;

/** The next message that matches; undefined if there is none, or none was found in a reasonable time. */
export async function findNext(
  place: MessagePlace,
  filter: MessageFilter,
  sequenceNumber: string,
): Promise<string | undefined> {
  let from: string | null = sequenceNumberAfter(sequenceNumber);
  for (let scan = 0; scan < scans && from !== null; scan += 1) {
    const page: Awaited<ReturnType<typeof api.messages>> = await api.messages(pageQuery(place, { filter, from }, 1));
    const found = page.messages[0]?.sequenceNumber;
    if (found !== undefined) return found;
    from = page.next;
  }
  return undefined;
}

/** Whether a place still has a message. */
export async function isThere(place: MessagePlace, sequenceNumber: string): Promise<boolean> {
  const page = await api.messages(pageQuery(place, { filter: filterOfTerms([]), from: sequenceNumber }, 1));
  return page.messages[0]?.sequenceNumber === sequenceNumber;
}
