import type { JobView } from '../../api/jobs.js';
import { formatCount } from '../format.js';

/** How far a job is: `12 of 40`. Which messages are meant has to be found out first, and until then there is no total. */
export function jobCount({ state, done, total }: Pick<JobView, 'state' | 'done' | 'total'>): string {
  if (total !== null) return `${formatCount(done)} of ${formatCount(total)}`;
  return state === 'running' && done === 0 ? 'looking for its messages' : formatCount(done);
}
