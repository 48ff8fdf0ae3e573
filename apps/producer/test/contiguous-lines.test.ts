import { ContiguousLines } from '../src/file/contiguous-lines.js';

test('stands where it began until the first line is done', () => {
  const lines = new ContiguousLines(7);
  lines.begin(8);
  lines.begin(9);
  lines.end(9);
  expect(lines.through).toBe(7);
  lines.end(8);
  expect(lines.through).toBe(9);
});

test('passes over lines that are not its own', () => {
  const lines = new ContiguousLines(0);
  for (const line of [2, 3, 10]) lines.begin(line);
  for (const line of [3, 2]) lines.end(line);
  expect(lines.through).toBe(3);
  lines.end(10);
  expect(lines.through).toBe(10);
});

test('keeps right over many lines that are done out of order', () => {
  const lines = new ContiguousLines(0);
  const count = 50_000;
  for (let line = 1; line <= count; line += 1) lines.begin(line);
  for (let start = count - 999; start > 0; start -= 1_000) {
    expect(lines.through).toBe(0);
    for (let line = start; line < start + 1_000; line += 1) lines.end(line);
  }
  expect(lines.through).toBe(count);
});
