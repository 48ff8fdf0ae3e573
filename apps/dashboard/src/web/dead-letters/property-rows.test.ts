import type { PropertyView } from '../../api/messages.js';
import { propertyEdits, rowProblem, rowsOf, withNewRow, type PropertyRow } from './property-rows.js';

const properties: readonly PropertyView[] = [
  { name: 'type', type: 'string', value: 'ordr' },
  { name: 'priority', type: 'number', value: '2' },
  { name: 'seen', type: 'date', value: '2026-11-05T08:00:00.000Z' },
  { name: 'resubmit_count', type: 'number', value: '1' },
  { name: 'DeadLetterReason', type: 'string', value: 'InvalidBody' },
];

const rows = rowsOf(properties);

const changed = (name: string, changes: Partial<PropertyRow>) =>
  rows.map((row) => (row.name === name ? { ...row, ...changes } : row));

test('what tells where a message came from cannot be edited', () => {
  expect(rows.map(({ name }) => name)).toEqual(['type', 'priority', 'seen']);
});

test('properties that nobody touched are not sent', () => {
  expect(propertyEdits(rows)).toEqual({});
});

test.each([
  ['a new value', changed('type', { value: 'order' }), { type: 'order' }],
  ['another type', changed('priority', { type: 'string' }), { priority: '2' }],
  ['a number', changed('priority', { value: '3' }), { priority: 3 }],
  ['a removal', changed('type', { removed: true }), { type: null }],
  ['a removal of what is no text', changed('seen', { removed: true }), { seen: null }],
])('%s is a change', (_, edited, edits) => {
  expect(propertyEdits(edited)).toEqual(edits);
});

test('a new property is set', () => {
  const [last, ...others] = [...withNewRow(rows)].reverse();
  if (last === undefined) throw new Error('there must be a row');
  expect(propertyEdits([...others, { ...last, name: ' urgent ', type: 'boolean', value: 'true' }])).toEqual({
    urgent: true,
  });
});

test.each([
  ['a number that is none', changed('priority', { value: 'x' }), 'priority', 'It is no number.'],
  ['a boolean that is none', changed('type', { type: 'boolean' }), 'type', 'Write true or false.'],
])('%s is told', (_, edited, name, problem) => {
  const row = edited.find((each) => each.name === name);
  expect(row && rowProblem(row, edited)).toBe(problem);
});

test.each([
  ['', 'It needs a name.'],
  ['type', 'There is one of that name.'],
  ['resubmit_count', 'It tells where the message came from, and is not to be edited.'],
])('a new property called "%s" is refused', (name, problem) => {
  const all = withNewRow(rows).map((row) => (row.before === undefined ? { ...row, name } : row));
  expect(rowProblem(all.at(-1) ?? (all[0] as PropertyRow), all)).toBe(problem);
});
