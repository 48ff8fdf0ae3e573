import { formatSqlCondition, formatSqlStatement, parseSqlAction, parseSqlFilter } from './index.js';

it.each([
  "type = 'purchase' AND amount > 100",
  "(color = 'red' OR color = 'blue') AND NOT (size = 'L' OR size = 'XL')",
  'a = 1 AND b = 2 OR NOT c = 3',
  'price * (amount + 1) - 2 > -limit',
  'a - (b - c) = 2.5',
  "sys.Label LIKE 'it''s\\_%' ESCAPE '\\'",
  "city NOT IN ('Oslo', NULL, TRUE)",
  'type IS NOT NULL AND EXISTS(amount)',
  "[HR-EmployeeID] = @id AND property('a' + b) <> newid()",
  "[and] = 'x' AND [a]]b] = 2.0",
])('writes a condition with the parentheses that it needs and no others: %s', (text) => {
  expect(formatSqlCondition(parseSqlFilter(text))).toBe(text);
});

it('writes the statements of an action', () => {
  const statements = parseSqlAction("SET sys.Label = 'a' + b; REMOVE [trace-id]");
  expect(statements.map(formatSqlStatement)).toEqual(["SET sys.Label = 'a' + b", 'REMOVE [trace-id]']);
});
