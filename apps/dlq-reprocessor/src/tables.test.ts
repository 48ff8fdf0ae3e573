import type { DeadLetterGroup } from '@ams/messaging-runtime';
import { groupsTable } from './tables.js';

const group: DeadLetterGroup = {
  id: '0123456789abcdef',
  source: 'subscription analytics of topic events',
  reason: 'EarlierFormat',
  errorType: 'UnprocessableMessageError',
  description: 'the body is in the earlier format, which --accept-earlier-format has this consumer process',
  count: 1_234,
  firstSeen: '2026-11-05T08:15:30.123Z',
  lastSeen: '2026-11-05T09:15:30.123Z',
  example: '0b3f6a5e-6f0e-4f6e-9f5d-2f1f3a0c7b11',
  exampleSequenceNumber: '1',
};

const widest = (table: string) => Math.max(...table.split('\n').map((line) => line.length));

/** What a table says, whatever it was broken for: column by column, without spaces. */
function textOf(table: string): string {
  const rows = table.split('\n').filter((line) => line.startsWith('│'));
  const cells = rows.map((row) => row.split('│').slice(1, -1));
  return (cells[0] ?? [])
    .map((_, column) => cells.map((row) => row[column]?.trim()).join(''))
    .join('|')
    .replaceAll(' ', '');
}

describe('the table of groups', () => {
  const wide = groupsTable([group], undefined);

  test.each([200, 120, 100])('fits a terminal of %i columns, and says all of it', (columns) => {
    const table = groupsTable([group], columns);
    expect(widest(table)).toBeLessThanOrEqual(columns);
    expect(textOf(table)).toBe(textOf(wide));
  });

  test('has one line for each group where there is no terminal', () => {
    expect(wide.split('\n').filter((line) => line.includes('1,234'))).toEqual([
      expect.stringContaining(`│ ${group.example} │ ${group.description} │`),
    ]);
  });

  test('is no wider than it has to be', () => {
    expect(groupsTable([group], 1_000)).toBe(wide);
  });
});
