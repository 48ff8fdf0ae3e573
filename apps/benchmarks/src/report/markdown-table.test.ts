import { markdownTable } from './markdown-table.js';

describe('markdownTable', () => {
  it('aligns names to the left, and numbers to the right', () => {
    const table = markdownTable(
      ['step', 's', 'CPU µs'],
      [
        ['produce', 12.345, 6],
        ['consume', 1_234.5, 0.123456],
      ],
    );
    expect(table.split('\n')).toEqual([
      '| step    |     s | CPU µs |',
      '| ------- | ----: | -----: |',
      '| produce |  12.3 |      6 |',
      '| consume | 1,235 |  0.123 |',
    ]);
  });
});
