/**
 * Does to a broker what may happen to one, and looks whether it kept all that it acknowledged.
 *
 * `nx run local-broker:chaos --args="[--only kills,full-disk] [--kills 200] [--messages 1000000] [--soak 600] [--seed 1]"`
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chosenRun } from './command-line.js';
import type { Result, Scenario, ScenarioOptions } from './scenario.js';
import { scenarios } from './scenarios.js';
import { Totals } from './totals.js';

async function runOne({ name, about, run }: Scenario, options: ScenarioOptions): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), `local-broker-chaos-${name}-`));
  console.log(`\n${name}: ${about}, in ${directory}`);
  const begun = Date.now();
  const result = await run({ ...options, directory, say: (line) => console.log(`  ${line}`) });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(result.skipped === undefined ? `  done in ${seconds} s` : `  skipped: ${result.skipped}`);
  // What a failed run leaves behind is for whoever looks into it.
  if (result.violations.length === 0) rmSync(directory, { recursive: true, force: true });
  return result;
}

try {
  const { options, chosen } = chosenRun(process.argv.slice(2), scenarios);
  console.log(`seed ${options.seed}`);
  const totals = new Totals();
  for (const scenario of chosen) totals.add(scenario.name, await runOne(scenario, options));
  console.log(`\n${totals.lines.join('\n')}`);
  console.log(`seed ${options.seed}: ${totals.summary}`);
  process.exit(totals.violationCount === 0 ? 0 : 1);
} catch (error) {
  console.error(error instanceof RangeError ? error.message : error);
  process.exit(1);
}
