import type { Connection } from '@ams/monitor-api';

/** Whether a text, in any case, is part of what a connection is known by: its client, or what its links are to. */
export function matchesConnection(connection: Connection, search: string): boolean {
  const { id, containerId, remoteAddress, product, identities, links } = connection;
  const texts = [
    id,
    containerId,
    remoteAddress,
    product ?? '',
    ...identities,
    ...links.flatMap(({ address, sessionId }) => [address, sessionId ?? '']),
  ];
  const wanted = search.trim().toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(wanted));
}
