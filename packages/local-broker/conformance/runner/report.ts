import type { CaseResult, RunResult } from './results.js';

const count = (cases: readonly CaseResult[], outcome: CaseResult['outcome']): number =>
  cases.filter((result) => result.outcome === outcome).length;

/** What failed in a run and why, and what was skipped for want of what. */
export function detailsOf({ title, cases }: RunResult): string {
  const failed = cases
    .filter(({ outcome }) => outcome === 'failed')
    .map(({ feature, behaviour, reasons }) => `FAILED (${title}) ${feature}: ${behaviour}\n${reasons.join('\n')}`);
  const skipped = cases
    .filter(({ outcome }) => outcome === 'skipped')
    .map(({ feature, behaviour }) => `skipped (${title}) ${feature}: ${behaviour}`);
  return [...skipped, ...failed, `${title}: ${counts(cases)}`].join('\n');
}

function counts(cases: readonly CaseResult[]): string {
  return (['passed', 'failed', 'skipped'] as const).map((outcome) => `${count(cases, outcome)} ${outcome}`).join(', ');
}

/** One row a feature, one column a run: how many of its cases passed, failed and were skipped. */
export function tableOf(results: readonly RunResult[]): string {
  const features = [...new Set(results.flatMap(({ cases }) => cases.map(({ feature }) => feature)))].sort();
  const rows = features.map((feature) => [
    feature,
    ...results.map(({ cases }) => cell(cases.filter((result) => result.feature === feature))),
  ]);
  return aligned([['', ...results.map(({ title }) => title)], ...rows]);
}

function cell(cases: readonly CaseResult[]): string {
  if (cases.length === 0) return '';
  const [failed, skipped] = [count(cases, 'failed'), count(cases, 'skipped')];
  return [
    `${count(cases, 'passed')} passed`,
    ...(failed > 0 ? [`${failed} FAILED`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ].join(', ');
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
