import { differenceOf } from './diff-lines.js';

const lines = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

test('texts that are the same have no difference', () => {
  expect(differenceOf('a\nb', 'a\nb')).toEqual([{ kind: 'skipped', count: 2 }]);
});

test('a change is shown with the lines around it, and the others are counted', () => {
  const before = lines(1, 20);
  const after = before.map((line) => (line === '10' ? 'ten' : line));
  expect(differenceOf(before.join('\n'), after.join('\n'))).toEqual([
    { kind: 'skipped', count: 6 },
    ...lines(7, 9).map((text) => ({ kind: 'same', text })),
    { kind: 'removed', text: '10' },
    { kind: 'added', text: 'ten' },
    ...lines(11, 13).map((text) => ({ kind: 'same', text })),
    { kind: 'skipped', count: 7 },
  ]);
});

test('a line added at the end is the only change', () => {
  expect(differenceOf('a', 'a\nb')).toEqual([
    { kind: 'same', text: 'a' },
    { kind: 'added', text: 'b' },
  ]);
});

test('a difference of very many lines is cut', () => {
  const shown = differenceOf('', lines(1, 900).join('\n'));
  expect(shown).toHaveLength(501);
  expect(shown.at(-1)).toMatchObject({ kind: 'skipped' });
});
