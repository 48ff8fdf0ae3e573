import { benchmarkNames } from '../results/result.js';
import { ResultFormError } from './chapter.js';
import { chapters } from './chapters.js';
import { type Report, reportOf } from './report.js';
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
