import { linesOf } from '../src/cli/progress.js';

function linesFor(total: number | undefined, steps: readonly number[]): unknown[] {
  const lines: unknown[] = [];
  const progress = linesOf(total, { info: (...args: unknown[]) => void lines.push(args.at(-1)) });
  for (const done of steps) progress.advance(done);
  return lines;
}

test('writes a line every 10,000 messages, however large the steps', () => {
  const steps = [1_000, 9_999, 10_000, 10_500, 35_000, 39_000, 40_000];
  expect(linesFor(50_000, steps)).toEqual(['sent 10000 of 50000', 'sent 35000 of 50000', 'sent 40000 of 50000']);
});

test('leaves the total out where nobody knows it', () => {
  expect(linesFor(undefined, [10_000])).toEqual(['sent 10000']);
});
