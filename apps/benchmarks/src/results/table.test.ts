import { textTable } from './table.js';

describe('textTable', () => {
  const cellsOf = (line: string | undefined): string[] => (line ?? '').split('│').map((cell) => cell.trim());

  it('has a line for the head and for each row', () => {
    const lines = textTable(
      ['step', 'seconds'],
      [
        ['produce', 1],
        ['consume', 2],
      ],
    ).split('\n');
    const withText = lines.filter((line) => line.startsWith('│')).map((line) => cellsOf(line).slice(1, -1));
    expect(withText).toEqual([
      ['step', 'seconds'],
      ['produce', '1'],
      ['consume', '2'],
    ]);
  });

  it.each([
    [17.4567, '17.5'],
    [0.48237, '0.482'],
    [57012.4, '57,012'],
    [0, '0'],
  ])('shows %d as %s', (value, text) => {
    expect(textTable(['', 'value'], [['x', value]])).toContain(` ${text} `);
  });

  it('puts numbers to the right', () => {
    const lines = textTable(
      ['', 'rate'],
      [
        ['a', 5],
        ['b', 12345],
      ],
    ).split('\n');
    expect(lines.some((line) => line.includes('│      5 │'))).toBe(true);
  });
});
