/** Addresses of the page's views. Every one of them can be kept and opened again; filters go into the query string. */

/** What an entity's page shows; the first is its overview. */
export type EntityTab =
  '' | 'messages' | 'dead-letters' | 'transfers' | 'sessions' | 'send' | 'settings' | 'rules' | 'routing' | 'locks';

/** @param entity path: `events/Subscriptions/billing` */
export function entityAddress(
  entity: string,
  tab: EntityTab = '',
  query: Readonly<Record<string, string>> = {},
): string {
  const base = `/entity/${encodeURIComponent(entity)}${tab === '' ? '' : `/${tab}`}`;
  return withQuery(base, query);
}

export type MessageTab = 'messages' | 'dead-letters' | 'transfers';

export function messageAddress(
  entity: string,
  tab: MessageTab,
  sequenceNumber: string,
  query: Readonly<Record<string, string>> = {},
): string {
  return withQuery(`${entityAddress(entity, tab)}/${sequenceNumber}`, query);
}

export function deadLetterGroupAddress(group: string): string {
  return `/dead-letters/${encodeURIComponent(group)}`;
}

function withQuery(address: string, query: Readonly<Record<string, string>>): string {
  const text = new URLSearchParams(query).toString();
  return text === '' ? address : `${address}?${text}`;
}
