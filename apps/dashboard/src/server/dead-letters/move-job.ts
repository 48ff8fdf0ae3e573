import { resubmitCountOf, type MoveAccount, type MoveOptions, type MoveResult } from '@ams/messaging-runtime';

import type { DashboardContext } from '../context.js';
import type { Job, JobWork } from '../jobs/job.js';

/** What a message that was moved, or stayed, is counted as. */
const outcomes = {
  resubmit: 'resubmitted',
  park: 'parked',
  exhausted: 'exhausted',
  refused: 'refused',
  failed: 'failed',
} as const;

/**
 * The work of moving messages, of which a job tells.
 *
 * @param meant which are meant
 * @param move moves them
 */
export function moving(
  { log }: DashboardContext,
  meant: Pick<MoveOptions, 'filter' | 'expected'>,
  move: (options: MoveOptions) => Promise<MoveResult>,
): JobWork {
  return async (job) => {
    const result = await move({
      ...meant,
      signal: job.signal,
      log,
      onBegin: (total) => job.expect(total),
      onDeadLetter: teller(job),
    });
    if (result.notReceived > 0) job.count('notReceived', result.notReceived);
  };
}

function teller(job: Job): NonNullable<MoveOptions['onDeadLetter']> {
  return (message, account) => {
    if (account.fate === 'unmatched') return;
    job.count(outcomes[account.fate]);
    const problem = problemOf(account, resubmitCountOf(message));
    if (problem === undefined) return;
    job.stay({
      sequenceNumber: String(message.sequenceNumber),
      messageId: String(message.messageId ?? ''),
      problem,
    });
  };
}

/** Why a message stayed; undefined for one that did not. */
function problemOf({ fate, problem }: MoveAccount, resubmits: number): string | undefined {
  if (fate === 'resubmit' || fate === 'park') return undefined;
  return fate === 'exhausted' ? `it was sent back ${resubmits === 1 ? 'once' : `${resubmits} times`} already` : problem;
}
