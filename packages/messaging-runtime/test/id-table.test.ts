import { randomUUID } from 'node:crypto';
import { fingerprintOf, IdTable } from '../src/cli/consumer/id-table.js';

test('knows the ids that it was given, and no others', () => {
  const ids = Array.from({ length: 20_000 }, (_, index) => (index % 2 === 0 ? `m${index}` : randomUUID()));
  const table = new IdTable(10_000);
  for (const id of ids.slice(0, 10_000)) table.add(fingerprintOf(id));
  expect(ids.map((id) => table.has(fingerprintOf(id)))).toEqual(ids.map((_, index) => index < 10_000));
});

test('takes an id twice without counting it twice, and refuses more than fit', () => {
  const table = new IdTable(2);
  for (const id of ['a', 'a', 'b']) table.add(fingerprintOf(id));
  expect(table.isFull).toBe(true);
  expect(() => table.add(fingerprintOf('c'))).toThrow('the table has its 2 ids');
});

test('an empty id is an id', () => {
  const table = new IdTable(1);
  expect(table.has(fingerprintOf(''))).toBe(false);
  table.add(fingerprintOf(''));
  expect(table.has(fingerprintOf(''))).toBe(true);
});
