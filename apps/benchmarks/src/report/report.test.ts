import type { Comparison } from '../results/goals.js';
import { benchmarkNames } from '../results/result.js';
import { ResultFormError } from './chapter.js';
import { million } from './chapters/million.js';
import { chapters } from './chapters.js';
import { type Report, reportOf, type Results } from './report.js';
import { resultOf, results } from './testing/results.js';

const linesOf = ({ texts }: Report, place: string): readonly string[] => (texts.get(place) ?? '').split('\n');

describe('the report', () => {
  const report = reportOf(results, chapters, 'performance');

  it('has a chapter for each benchmark', () => {
    expect(chapters.map(({ benchmark }) => benchmark).toSorted()).toEqual(benchmarkNames.toSorted());
  });

  it.each([
    ['table:million', '| in turn: consume |      20 |     50,000 |'],
    ['table:million-processes', '| in turn: broker     |     8 |              8 |      200 |'],
    ['table:million-processes', '| slow program: RabbitMQ | 2 | 2 | 200 |'],
    ['table:million-peers', '| fast client: total | 30 | 33,333 |'],
    ['table:overhead', '| total | 30 | 25 | 1.2 |'],
    ['table:overhead-processes', '| server, without starting | | 2.5 |'],
    ['table:latency', '|      1,000 |    1.5 |    2.5 |      5 |      9 |                0.4 |'],
    ['table:growth-sessions', '| 10,000   |                  10 |                      25 |                   1,200 |'],
    ['table:start', '| the broker from source has accepted a message |    700 |'],
  ])('has a line of figures in %s', (place, line) => {
    expect(linesOf(report, place).map(tidy)).toContain(tidy(line));
  });

  it('tells once for each benchmark how it was measured', () => {
    const all = [...report.texts.values()].join('\n');
    expect(all.match(/Medians of 3 rounds, count 1,000,000. Measured on 2026-01-02/g)).toHaveLength(results.size);
  });

  it('goes without others that were not measured', () => {
    const { inTurn, atOnce } = resultOf('million').median;
    const alone: Results = new Map([['million', resultOf('million', { inTurn: inTurn ?? 0, atOnce: atOnce ?? 0 })]]);
    const { texts, plots } = reportOf(alone, chapters, 'performance');
    expect(texts.get('table:million-peers')).toContain('Not measured: RabbitMQ');
    expect(plots.get('million.svg')).not.toContain('RabbitMQ');
  });

  it('draws all for a million, also where others carried fewer', () => {
    const result = { ...resultOf('million'), parameters: { count: 1_000_000, peerCount: 100_000, rounds: 1 } };
    expect(million.plots['million']?.(result)).toMatchObject({
      categories: ['local broker', 'RabbitMQ, slow program', 'RabbitMQ, fast client'],
      series: [{ values: [10, 100, 100] }, { values: [20, 200, 200] }],
    });
  });

  it('tells whether goals hold', () => {
    const comparison: Comparison = { what: 'broker : null', measured: 1.2, bound: 'at most', goal: 1.25, holds: true };
    const judged: Results = new Map([['overhead', { ...resultOf('overhead'), comparisons: [comparison] }]]);
    expect(linesOf(reportOf(judged, chapters, 'performance'), 'table:overhead')).toContain(
      '- broker : null: 1.2 (goal: at most 1.25, holds)',
    );
  });

  it('shows each plot that there is', () => {
    const shown = [...report.texts.values()].flatMap((text) => /\(performance\/(.*)\)/.exec(text)?.[1] ?? []);
    expect(shown).toEqual([...report.plots.keys()]);
    expect([...report.plots.values()].every((svg) => svg?.startsWith('<svg'))).toBe(true);
  });

  it('says, where there is no result, how to get one, and shows no plot', () => {
    const { texts, plots } = reportOf(new Map(), chapters, 'performance');
    expect(texts.get('table:growth-memory')).toContain('`npx nx run benchmarks:growth`');
    expect(texts.get('plot:growth-memory')).toBe('');
    expect(plots.get('growth-memory.svg')).toBeUndefined();
  });

  it('refuses a result of another form, and says where it differs', () => {
    const wrong = new Map([['latency', resultOf('latency', { 100: { p50: 1 } })]] as const);
    expect(() => reportOf(wrong, chapters, 'performance')).toThrow(ResultFormError);
    expect(() => reportOf(wrong, chapters, 'performance')).toThrow("'100.p95'");
  });
});

function tidy(line: string): string {
  return line.replace(/ +/g, ' ');
}
