import { growthTables } from './growth-tables.js';
import { growthRound } from './testing/growth-round.js';

describe('growthTables', () => {
  const tables = growthTables(growthRound);

  it.each(Object.entries(tables))('has a figure for each column of %s', (_, { head, rows }) => {
    expect(rows.map(({ length }) => length)).toEqual(rows.map(() => head.length));
  });

  it('has a row for each step, in ascending order', () => {
    expect(tables.sessions.rows).toEqual([
      ['1', 9, 20, 1_300],
      ['10,000', 10, 25, 1_200],
    ]);
  });

  it('leaves out the bytes of a message where the backlog is too small to tell', () => {
    const { rows } = tables.memory;
    expect(rows[0]).toEqual(['1,000', 200, 210, 50, '']);
    expect(rows[1]?.at(-1)).toBeCloseTo(157.3, 1);
  });
});
