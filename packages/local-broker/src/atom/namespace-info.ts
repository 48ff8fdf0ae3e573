import type { NamespaceDefinition } from '@ams/service-bus-model';

import { formatTime } from './vocabulary.js';
import { element, type XmlElement } from './xml.js';

/**
 * @param host that the client asked: the name of a namespace is the first part of its host name on Azure.
 * @param startedAt when the broker started, in milliseconds since the epoch: its namespace has no other beginning.
 */
export function formatNamespaceInfo(
  { name, sku, capacity }: NamespaceDefinition,
  host: string,
  startedAt: number,
): XmlElement {
  const [, ofHost] = /^([^.]+)\.servicebus\./i.exec(host) ?? [];
  return element('NamespaceInfo', [
    element('CreatedTime', formatTime(startedAt)),
    element('MessagingSKU', sku),
    sku === 'Premium' ? element('MessagingUnits', capacity) : undefined,
    element('ModifiedTime', formatTime(startedAt)),
    element('Name', ofHost ?? name),
    element('NamespaceType', 'Messaging'),
  ]);
}
