import { describeComparison } from '../results/goals.js';
import type { BenchmarkName, Result } from '../results/result.js';
import type { Chapter } from './chapter.js';
import { provenance } from './provenance.js';
import { svgOf } from './svg.js';

/** What there is to show of all results. */
export interface Report {
  /** For the document, by the names of their places. */
  readonly texts: ReadonlyMap<string, string>;
  /** Plots as SVG, by the names of their files; undefined where there is nothing to draw. */
  readonly plots: ReadonlyMap<string, string | undefined>;
}

export type Results = ReadonlyMap<BenchmarkName, Result>;

/** @param folder of the plots, as seen from the document */
export function reportOf(results: Results, chapters: readonly Chapter[], folder: string): Report {
  const texts = new Map<string, string>();
  const plots = new Map<string, string | undefined>();
  for (const { benchmark, tables, plots: drawings } of chapters) {
    const result = results.get(benchmark);
    for (const [index, [name, write]] of Object.entries(tables).entries()) {
      texts.set(`table:${name}`, result === undefined ? notMeasured(benchmark) : tableOf(write, result, index === 0));
    }
    for (const [name, draw] of Object.entries(drawings)) {
      const plot = result === undefined ? undefined : draw(result);
      const file = `${name}.svg`;
      plots.set(file, plot === undefined ? undefined : svgOf(plot));
      texts.set(`plot:${name}`, plot === undefined ? '' : `![${plot.title}](${folder}/${file})`);
    }
  }
  return { texts, plots };
}

function tableOf(write: (result: Result) => string, result: Result, isFirst: boolean): string {
  return [write(result), ...(isFirst ? [...comparisonsOf(result), provenance(result)] : [])].join('\n\n');
}

/** A list of what there is a goal for, if anything. */
function comparisonsOf({ comparisons = [] }: Result): readonly string[] {
  return comparisons.length === 0 ? [] : [comparisons.map((each) => `- ${describeComparison(each)}`).join('\n')];
}

function notMeasured(benchmark: BenchmarkName): string {
  return `Not measured yet: \`npx nx run benchmarks:${benchmark}\` measures it, and \`npx nx run benchmarks:report\` shows it here.`;
}
