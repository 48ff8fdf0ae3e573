import { linesOf } from '../src/progress.js';

test('writes a line every 10,000 messages, however large the steps', () => {
  const lines: unknown[] = [];
  const progress = linesOf(50_000, { info: (...args: unknown[]) => void lines.push(args.at(-1)) });
  for (const done of [1_000, 9_999, 10_000, 10_500, 35_000, 39_000, 40_000]) progress.advance(done);
  expect(lines).toEqual(['sent 10000 of 50000', 'sent 35000 of 50000', 'sent 40000 of 50000']);
});
