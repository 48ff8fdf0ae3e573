import type { EntitySummary } from '../../../api/index.js';
import { entityAddress, type EntityTab } from '../../addresses.js';
import { Badge, type Tone } from '../../components/badge.js';
import type { Tab } from '../../components/tabs.js';
import { formatCount } from '../../format.js';
import { tabNamesOf } from './tab-names.js';

interface TabsOptions {
  readonly tab: string;
  readonly monitored: boolean;
}

const labels: Readonly<Record<EntityTab, string>> = {
  '': 'Overview',
  messages: 'Messages',
  'dead-letters': 'Dead letters',
  transfers: 'Transfers',
  sessions: 'Sessions',
  send: 'Send',
  settings: 'Settings',
  rules: 'Rules',
  routing: 'Routing',
  locks: 'Locks',
};

/** Views that the entity has, with counts where something is in them. */
export function tabsOf(entity: EntitySummary, { tab, monitored }: TabsOptions): readonly Tab[] {
  return tabNamesOf(entity, monitored).map((name) => ({
    label: labels[name],
    href: entityAddress(entity.path, name),
    current: name === tab,
    extra: countOf(entity, name),
  }));
}

function countOf({ counts }: EntitySummary, tab: EntityTab) {
  const [count, tone]: readonly [number, Tone] =
    tab === 'dead-letters'
      ? [counts.deadLetters, 'warning']
      : tab === 'transfers'
        ? [counts.transferDeadLetters, 'warning']
        : tab === 'messages'
          ? [counts.active + counts.scheduled + (counts.deferred ?? 0), 'neutral']
          : [0, 'neutral'];
  return count === 0 ? null : <Badge tone={tone}>{formatCount(count)}</Badge>;
}
