import { type AppContext, wholeNumber } from '@ams/messaging-runtime/cli';
import { Command } from '@commander-js/extra-typings';

import { type Bench, withBench } from './processes/bench.js';
import type { Figures } from './results/figures.js';
import { compare, describeComparison, type Goal } from './results/goals.js';
import type { BenchmarkName } from './results/result.js';
import { writeResult } from './results/write-result.js';

export interface BenchmarkDescription {
  readonly name: BenchmarkName;
  readonly description: string;
  /** Rounds unless told otherwise. */
  readonly rounds: number;
}

/** A command with the options that all benchmarks have in common. */
export function benchmarkCommand({ name, description, rounds }: BenchmarkDescription) {
  return new Command(name)
    .description(description)
    .showHelpAfterError('Run with --help for the options.')
    .allowExcessArguments(false)
    .option('--rounds <count>', 'how often to measure; the median counts', wholeNumber(1, 1_000), rounds);
}

export interface Benchmark<Round extends Figures> {
  readonly name: BenchmarkName;
  /** What the user chose, by name, with the number of rounds. */
  readonly parameters: Readonly<Record<string, number>> & { readonly rounds: number };
  /** Done once before the rounds, so that the first of them does not pay for what is loaded and compiled. */
  readonly warmUp?: (bench: Bench) => Promise<unknown>;
  readonly measure: (bench: Bench) => Promise<Round>;
  /** The medians for people. */
  readonly describe: (median: Round) => string;
  /** What the medians are to reach. */
  readonly goals?: readonly Goal<Round>[];
  /** Versions of others that were measured beside, by name; asked for after the last round. */
  readonly peers?: () => Readonly<Record<string, string>>;
}

/** Measures round by round, writes the results and prints the medians. */
export async function runBenchmark<Round extends Figures>(
  { name, parameters, warmUp, measure, describe, goals, peers }: Benchmark<Round>,
  { signal, print, report }: AppContext,
): Promise<void> {
  await withBench(signal, async (bench) => {
    await warmUp?.(bench);
    const rounds: Round[] = [];
    while (rounds.length < parameters.rounds) {
      report(`${name}: round ${rounds.length + 1} of ${parameters.rounds}`);
      rounds.push(await measure(bench));
    }
    const { file, median } = await writeResult(bench, { benchmark: name, parameters, rounds, goals, peers: peers?.() });
    print(describe(median));
    for (const goal of goals ?? []) print(describeComparison(compare(goal, median)));
    print(`Written to ${file}`);
  });
}
