import type { EntityCounters } from '../engine/entity-counters.js';
import { parseEntityPath } from '../engine/entity-path.js';
import type { Namespace } from '../engine/namespace.js';
import type { AnyLink } from './rhea-internals.js';

/** What counts requests to attach the link: those of the entity that it is to, else those of the namespace. */
export function countersOfLink(link: AnyLink, namespace: Pick<Namespace, 'counters' | 'countersAt'>): EntityCounters {
  const { source, target } = link.remote.attach;
  const address = link.is_receiver() ? target?.address : source?.address;
  return typeof address === 'string' ? namespace.countersAt(parseEntityPath(address)) : namespace.counters;
}
