import type { Violation } from './checker/violation.js';

/** How long a run is, and what decides its course. */
export interface ScenarioOptions {
  /** Decides what clients do and when. */
  readonly seed: number;
  /** How often something is killed. */
  readonly kills: number;
  /** How often files are damaged. */
  readonly damages: number;
  /** How many messages are many. */
  readonly messages: number;
  /** How long the soak takes, in seconds. */
  readonly soak: number;
}

/** What a scenario is given. */
export interface Run extends ScenarioOptions {
  /** Empty, and the scenario's own; it stays when something was found. */
  readonly directory: string;
  /** Prints a line below the scenario's name. */
  readonly say: (line: string) => void;
}

export interface Result {
  /** By what they count. The counts of all scenarios that bear the same name are added up in the end. */
  readonly counts: Readonly<Record<string, number>>;
  readonly violations: readonly Violation[];
  /** Why it could not take place here, in a sentence. */
  readonly skipped?: string;
}

/** Something bad that happens to a broker or to its clients, and a look at what is left afterwards. */
export interface Scenario {
  /** What `--only` calls it. */
  readonly name: string;
  /** What happens, in a few words. */
  readonly about: string;
  /** Whether it runs; absent when it always does. One that is called by its name runs in any case. */
  readonly isChosen?: (options: ScenarioOptions) => boolean;
  /** @throws Error when it could not be carried through, which is a failure of the run. */
  readonly run: (run: Run) => Promise<Result>;
}
