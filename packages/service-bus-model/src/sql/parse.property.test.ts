import fc from 'fast-check';
import { formatSqlCondition, formatSqlStatement, parseSqlAction, parseSqlFilter, SqlSyntaxError } from './index.js';
import type { SqlCondition, SqlExpression, SqlProperty, SqlStatement } from './index.js';

const property: fc.Arbitrary<SqlProperty> = fc.record({
  kind: fc.constant('property' as const),
  scope: fc.constantFrom('system' as const, 'user' as const),
  name: fc.string({ minLength: 1, unit: 'grapheme' }),
});

const literal = fc.record({
  kind: fc.constant('literal' as const),
  value: fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }),
    fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0)),
    fc.boolean(),
    fc.constant(null),
  ),
});

const parameter = fc.record({
  kind: fc.constant('parameter' as const),
  name: fc.stringMatching(/^@[A-Za-z_][A-Za-z0-9_]{0,10}$/),
});

function arithmetic<const Operator extends string>(operand: fc.Arbitrary<SqlExpression>, ...operators: Operator[]) {
  return fc.record({
    kind: fc.constant('arithmetic' as const),
    first: operand,
    rest: fc.array(fc.record({ operator: fc.constantFrom(...operators), operand }), { minLength: 1, maxLength: 3 }),
  });
}

const { expression } = fc.letrec<{ expression: SqlExpression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    literal,
    property,
    parameter,
    fc.constant({ kind: 'newid' as const }),
    fc.record({ kind: fc.constant('propertyFunction' as const), name: tie('expression') }),
    fc.record({
      kind: fc.constant('sign' as const),
      operator: fc.constantFrom('+' as const, '-' as const),
      operand: tie('expression'),
    }),
    arithmetic(tie('expression'), '+', '-'),
    arithmetic(tie('expression'), '*', '/', '%'),
  ),
}));

const { condition } = fc.letrec<{ condition: SqlCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constant('comparison' as const),
      operator: fc.constantFrom('=' as const, '<>' as const, '<' as const, '<=' as const, '>' as const, '>=' as const),
      left: expression,
      right: expression,
    }),
    fc.record(
      {
        kind: fc.constant('like' as const),
        negated: fc.boolean(),
        operand: expression,
        pattern: expression,
        escape: expression,
      },
      { requiredKeys: ['kind', 'negated', 'operand', 'pattern'] },
    ),
    fc.record({
      kind: fc.constant('in' as const),
      negated: fc.boolean(),
      operand: expression,
      list: fc.array(expression, { minLength: 1, maxLength: 4 }),
    }),
    fc.record({ kind: fc.constant('isNull' as const), negated: fc.boolean(), property }),
    fc.record({ kind: fc.constant('exists' as const), property }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('condition') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('condition'), { minLength: 2, maxLength: 4 }),
    }),
  ),
}));

const statement: fc.Arbitrary<SqlStatement> = fc.oneof(
  fc.record({ kind: fc.constant('set' as const), property, value: expression }),
  fc.record({ kind: fc.constant('remove' as const), property }),
);

/** Words of the language in any order: closer to valid text than random characters are. */
const nearlySql = fc
  .array(
    fc.oneof(
      fc.constantFrom('AND', 'or', 'NOT', 'LIKE', 'ESCAPE', 'IN', 'IS', 'NULL', 'EXISTS', 'SET', 'REMOVE', 'newid()'),
      fc.constantFrom('(', ')', ',', ';', '=', '<>', '!', '+', '-', '*', '%', '.', "'", '"', '[', ']', '@', 'sys.'),
      fc.constantFrom('a', "'x'", '1', '2.5', '1e9', '@p', 'p(', '[b]'),
    ),
    { maxLength: 40 },
  )
  .map((words) => words.join(' '));

function outcome(parse: () => unknown): 'read' | 'refused' {
  try {
    parse();
    return 'read';
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    // It shows the place, which is in the text or just behind it.
    expect(error.offset).toBeGreaterThanOrEqual(0);
    expect(error.offset).toBeLessThanOrEqual(error.expression.length);
    return 'refused';
  }
}

it('reads back any condition as it was written', () => {
  fc.assert(
    fc.property(condition, (tree) => {
      expect(parseSqlFilter(formatSqlCondition(tree))).toEqual(tree);
    }),
  );
});

it('reads back any statements as they were written', () => {
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1 }), (statements) => {
      expect(parseSqlAction(statements.map(formatSqlStatement).join('; '))).toEqual(statements);
    }),
  );
});

it.each([
  ['characters', fc.string({ unit: 'binary', maxLength: 200 })],
  ['words of the language', nearlySql],
])('never throws anything but a SqlSyntaxError at random %s', (_, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      expect([outcome(() => parseSqlFilter(text)), outcome(() => parseSqlAction(text))]).not.toContain(undefined);
    }),
    { numRuns: 1000 },
  );
});
