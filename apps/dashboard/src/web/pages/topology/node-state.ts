import type { EntitySummary } from '../../../api/index.js';
import { formatCount } from '../../format.js';

/** What has to be seen on a box at once, the worse first. */
export interface NodeState {
  readonly condition: 'blocked' | 'dead-letters' | 'firing' | 'well';
  /** `1,204 active · 37 dead letters` */
  readonly counts: string;
  /** What is wrong, in a word each. */
  readonly notes: readonly string[];
}

/** How it stands with the entity of a box. An entity that is not `Active` lets nothing in, nothing out, or neither. */
export function nodeState(entity: EntitySummary, isFiring: boolean): NodeState {
  const { counts, status, kind } = entity;
  const deadLetters = counts.deadLetters + counts.transferDeadLetters;
  const isBlocked = status !== 'Active';
  const parts = [
    kind !== 'topic' && `${formatCount(counts.active)} active`,
    kind === 'topic' && counts.scheduled > 0 && `${formatCount(counts.scheduled)} scheduled`,
    deadLetters > 0 && `${formatCount(deadLetters)} dead letters`,
  ];
  return {
    condition: isBlocked ? 'blocked' : isFiring ? 'firing' : deadLetters > 0 ? 'dead-letters' : 'well',
    counts: parts.filter(Boolean).join(' · '),
    notes: [...(isBlocked ? [status] : []), ...(isFiring ? ['alert fires'] : [])],
  };
}
