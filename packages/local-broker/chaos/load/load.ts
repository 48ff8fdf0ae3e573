import type { Ledger } from '../checker/ledger.js';
import type { SessionOrder } from '../checker/session-order.js';
import type { Violation } from '../checker/violation.js';
import type { Endpoint } from '../harness/broker-under-test.js';
import type { Random } from '../harness/random.js';
import type { Snapshot } from '../harness/snapshot.js';

/** What those who put load on the broker are given, between one kill and the next. */
export interface Load {
  readonly endpoint: Endpoint;
  readonly ledger: Ledger;
  readonly order: SessionOrder;
  readonly random: Random;
  /** What was there when the broker had started. */
  readonly snapshot: Snapshot;
  /** Whether the broker has just started: no message is locked then. */
  readonly isFresh: boolean;
  /** Numbers that never come again, through all of the run. */
  readonly nextNumber: () => number;
  /** Whether it goes on: false from the moment the broker is killed. */
  readonly goesOn: () => boolean;
  readonly report: (violations: readonly Violation[]) => void;
  /** Something failed that may not fail as long as the broker lives. */
  readonly fail: (error: unknown) => void;
}

/** Places with so many active messages are sent no more, so that all of it can be looked at quickly. */
export const enough = 300;

/**
 * Puts one kind of load on the broker until it is killed. What was under way then never resolves, or fails at some time:
 * nobody waits for it.
 *
 * @returns what takes its connections away.
 */
export type Actor = (load: Load) => Promise<() => void>;

/** Runs several loops of the same kind, each until the broker is gone. What fails because of that is no news. */
export function runLoops(load: Load, count: number, step: () => Promise<void>): void {
  const loop = async (): Promise<void> => {
    while (load.goesOn()) await step();
  };
  for (let started = 0; started < count; started += 1) {
    loop().catch((error: unknown) => {
      if (load.goesOn()) load.fail(error);
    });
  }
}
