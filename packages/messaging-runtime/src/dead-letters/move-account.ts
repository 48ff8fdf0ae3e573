import type { Decision } from './decision.js';
import type { Change } from './edit.js';

/** What became of a dead letter, or would, in a dry run. */
export type Fate =
  /** Sent back. */
  | 'resubmit'
  /** Parked, since it was sent back too often. */
  | 'park'
  /** Kept, since it was sent back too often. */
  | 'exhausted'
  /** Kept, since it is not meant. */
  | 'unmatched'
  /** Kept, since it cannot be edited as asked for, or would not pass the check. */
  | 'refused'
  /** Kept, since it could not be moved. */
  | 'failed';

export interface MoveAccount {
  readonly fate: Fate;
  /** Where it goes, for people. */
  readonly destination?: string;
  /** Differences between it and its copy, besides what tells where it came from. */
  readonly changes?: readonly Change[];
  /** Why it was refused, or failed. */
  readonly problem?: string;
}

export interface MoveResult {
  /** Dead letters looked at. */
  readonly examined: number;
  /** Accepted where they were sent to, and removed from the dead letters; in a dry run, those that would be. */
  readonly resubmitted: number;
  /** The same for those that were parked. */
  readonly parked: number;
  /** Kept, since they were sent back too often. */
  readonly exhausted: number;
  /** Kept, since they are not meant. */
  readonly unmatched: number;
  /** Kept, since they cannot be edited as asked for, or would not pass the check. */
  readonly refused: number;
  /** Kept, since they could not be moved. */
  readonly failed: number;
  /** There when it began, but never received: somebody else holds them locked, or took them. */
  readonly notReceived: number;
}

export type MoveCounts = { -readonly [Key in keyof MoveResult]: number };

const countedAs = {
  resubmit: 'resubmitted',
  park: 'parked',
  exhausted: 'exhausted',
  unmatched: 'unmatched',
  refused: 'refused',
  failed: 'failed',
} as const;

/** Counts to begin with. */
export function noneMoved(): MoveCounts {
  return {
    examined: 0,
    resubmitted: 0,
    parked: 0,
    exhausted: 0,
    unmatched: 0,
    refused: 0,
    failed: 0,
    notReceived: 0,
  };
}

/** What is told of a dead letter that becomes what was decided. */
export function accountOf(decision: Decision): MoveAccount {
  if (decision.kind === 'send') {
    return { fate: decision.fate, destination: decision.destination.name, changes: decision.changes };
  }
  return { fate: decision.fate, ...(decision.problem === undefined ? {} : { problem: decision.problem }) };
}

/** Counts what became of a dead letter. */
export function countMove(counts: MoveCounts, { fate }: MoveAccount): void {
  counts.examined += 1;
  counts[countedAs[fate]] += 1;
}
