import type { CaseResult, RunResult } from './run-cases.js';

const count = (cases: readonly CaseResult[], outcome: CaseResult['outcome']): number =>
  cases.filter((result) => result.outcome === outcome).length;

/** What failed in a run and why, and what was skipped for want of what. */
export function failuresIn({ title, cases }: RunResult): string {
  const failed = cases
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ feature, behaviour, reasons }) => `FAILED ${feature}: ${behaviour}\n${reasons.join('\n')}`);
  const skipped = cases
    .filter(({ outcome }) => outcome === 'skipped')
    .map(({ feature, behaviour }) => `skipped ${feature}: ${behaviour}`);
  return [...skipped, ...failed, `${title}: ${counts(cases)}`].join('\n');
}

function counts(cases: readonly CaseResult[]): string {
  const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((outcome) => count(cases, outcome));
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** One row a feature, one column a run: how many of its cases passed, failed and were skipped. */
export function printable(results: readonly RunResult[]): string {
  const features = [...new Set(results.flatMap(({ cases }) => cases.map(({ feature }) => feature)))].sort();
  const rows = features.map((feature) => [
    feature,
    ...results.map(({ cases }) => cell(cases.filter((result) => result.feature === feature))),
  ]);
  return aligned([['', ...results.map(({ title }) => title)], ...rows]);
}

function cell(cases: readonly CaseResult[]): string {
  const parts = [`${count(cases, 'passed')} passed`];
  const [failed, skipped] = [count(cases, 'failed'), count(cases, 'skipped')];
  if (failed > 0) parts.push(`${failed} FAILED`);
  if (skipped > 0) parts.push(`${skipped} skipped`);
  return cases.length === 0 ? '' : parts.join(', ');
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((text, column) => text.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The counts over all runs, in the words that Jest has for them. */
export function summaryOf(results: readonly RunResult[]): string {
  const all = results.flatMap(({ cases }) => cases);
  return (
    `Tests: ${count(all, 'failed')} failed, ${count(all, 'skipped')} skipped, ` +
    `${count(all, 'passed')} passed, ${all.length} total`
  );
}
