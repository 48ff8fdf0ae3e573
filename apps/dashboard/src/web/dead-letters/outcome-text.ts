import type { JobView } from '../../api/index.js';
import { formatCount } from '../format.js';

/** What became of messages, for people. Each is said after a count. */
const outcomes: Readonly<Record<string, string>> = {
  resubmitted: 'sent back',
  parked: 'parked',
  refused: 'refused, and stayed',
  exhausted: 'sent back too often before, and stayed',
  failed: 'could not be moved, and stayed',
  notReceived: 'held by somebody else, and stayed',
};

/** `3 sent back, 1 parked`. */
export function outcomeText({ counts }: Pick<JobView, 'counts'>): string {
  const parts = Object.entries(counts).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nothing yet';
  return parts.map(([outcome, count]) => `${formatCount(count)} ${outcomes[outcome] ?? outcome}`).join(', ');
}

/** Whether some of those that were meant stayed. */
export function hasStayed({ counts, stayed }: Pick<JobView, 'counts' | 'stayed'>): boolean {
  return stayed.length > 0 || (counts['notReceived'] ?? 0) > 0;
}
