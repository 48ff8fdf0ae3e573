import { parseSqlAction, parseSqlFilter, SqlSyntaxError, sqlNestingLimit } from './index.js';
import type { SqlCondition, SqlExpression } from './index.js';

const user = (name: string) => ({ kind: 'property', scope: 'user', name });
const system = (name: string) => ({ kind: 'property', scope: 'system', name });
const literal = (value: string | bigint | number | boolean | null) => ({ kind: 'literal', value });

function operandOf(expression: string): SqlExpression {
  const condition = parseSqlFilter(`x = ${expression}`);
  if (condition.kind !== 'comparison') throw new Error(`a ${condition.kind} came out of a comparison`);
  return condition.right;
}

function errorOf(parse: () => unknown): SqlSyntaxError {
  try {
    parse();
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('constants', () => {
  it.each<[string, ReturnType<typeof literal>]>([
    ['1894', literal(1894n)],
    ['9223372036854775807', literal(9223372036854775807n)],
    ['-9223372036854775808', literal(-9223372036854775808n)],
    ['2.0', literal(2)],
    ['1894.1204', literal(1894.1204)],
    ['.5', literal(0.5)],
    ['101.5E5', literal(101.5e5)],
    ['0.5e-2', literal(0.005)],
    ['9223372036854775808.0', literal(9223372036854775808)],
    ["'text'", literal('text')],
    ["''", literal('')],
    ["'it''s'", literal("it's")],
    ["'日本\n語'", literal('日本\n語')],
    ['TRUE', literal(true)],
    ['false', literal(false)],
    ['Null', literal(null)],
  ])('reads %s', (text, expected) => {
    expect(operandOf(text)).toEqual(expected);
  });

  it('tells an integer from a decimal of the same value', () => {
    expect(operandOf('2')).not.toEqual(operandOf('2.0'));
  });
});

describe('properties', () => {
  it.each([
    ['color', user('color')],
    ['user.color', user('color')],
    ['USER.color', user('color')],
    ['sys.Label', system('Label')],
    ['Sys . Label', system('Label')],
    ['[Property With Space]', user('Property With Space')],
    ['[a]]b]', user('a]b')],
    ['user.[HR-EmployeeID]', user('HR-EmployeeID')],
    ['"Contoso & Northwind"', user('Contoso & Northwind')],
    ['"say ""yes"""', user('say "yes"')],
    ['[and]', user('and')],
    ['größe_2', user('größe_2')],
    ['user', user('user')],
    ['sys', user('sys')],
    ['p', user('p')],
    ['newid', user('newid')],
    ['android', user('android')],
    ['notnull', user('notnull')],
  ])('reads %s', (text, expected) => {
    expect(operandOf(text)).toEqual(expected);
  });
});

describe('parameters and functions', () => {
  it.each([
    ['@limit', { kind: 'parameter', name: '@limit' }],
    ['newid()', { kind: 'newid' }],
    ['NEWID ( )', { kind: 'newid' }],
    ["property('a b')", { kind: 'propertyFunction', name: literal('a b') }],
    ['p(@name)', { kind: 'propertyFunction', name: { kind: 'parameter', name: '@name' } }],
  ])('reads %s', (text, expected) => {
    expect(operandOf(text)).toEqual(expected);
  });
});

describe('arithmetic', () => {
  it('evaluates operators of one precedence from the left', () => {
    expect(operandOf('a - b + 1')).toEqual({
      kind: 'arithmetic',
      first: user('a'),
      rest: [
        { operator: '-', operand: user('b') },
        { operator: '+', operand: literal(1n) },
      ],
    });
  });

  it('binds *, / and % more tightly than + and -', () => {
    expect(operandOf('a + b * c')).toEqual(operandOf('a + (b * c)'));
  });

  it('binds signs more tightly than *', () => {
    expect(operandOf('-a * b')).toEqual(operandOf('(-a) * b'));
  });

  it('lets parentheses override precedence', () => {
    expect(operandOf('(a + b) * c')).not.toEqual(operandOf('a + b * c'));
  });

  it('reads -- as two signs, not as a comment', () => {
    expect(operandOf('5 - -1')).toEqual(operandOf('5--1'));
  });
});

describe('conditions', () => {
  it.each(['=', '<>', '<', '<=', '>', '>='])('compares with %s', (operator) => {
    expect(parseSqlFilter(`a${operator}1`)).toEqual({
      kind: 'comparison',
      operator,
      left: user('a'),
      right: literal(1n),
    });
  });

  it.each<[string, SqlCondition | object]>([
    ['a != 1', { kind: 'comparison', operator: '<>', left: user('a'), right: literal(1n) }],
    ["a LIKE 'x%'", { kind: 'like', negated: false, operand: user('a'), pattern: literal('x%') }],
    [
      String.raw`a NOT LIKE 'x\%' ESCAPE '\'`,
      { kind: 'like', negated: true, operand: user('a'), pattern: literal(String.raw`x\%`), escape: literal('\\') },
    ],
    ["a in('x', 1)", { kind: 'in', negated: false, operand: user('a'), list: [literal('x'), literal(1n)] }],
    ['a NOT IN (1)', { kind: 'in', negated: true, operand: user('a'), list: [literal(1n)] }],
    ['sys.To IS NULL', { kind: 'isNull', negated: false, property: system('To') }],
    ['a is not null', { kind: 'isNull', negated: true, property: user('a') }],
    ['EXISTS(user.a)', { kind: 'exists', property: user('a') }],
    ['1=1', { kind: 'comparison', operator: '=', left: literal(1n), right: literal(1n) }],
  ])('reads %s', (text, expected) => {
    expect(parseSqlFilter(text)).toEqual(expected);
  });

  it('binds AND more tightly than OR', () => {
    expect(parseSqlFilter('a = 1 OR b = 2 AND c = 3')).toEqual(parseSqlFilter('a = 1 OR (b = 2 AND c = 3)'));
  });

  it('applies NOT to the whole comparison after it', () => {
    expect(parseSqlFilter('NOT a = 1 AND b = 2')).toEqual(parseSqlFilter('(NOT (a = 1)) AND b = 2'));
  });

  it('tells a parenthesized condition from a parenthesized value', () => {
    expect(parseSqlFilter('((a)) + (1) > 2 AND ((b = 3))')).toEqual(parseSqlFilter('a + 1 > 2 AND b = 3'));
  });

  it('takes keywords in any case and any white space', () => {
    expect(parseSqlFilter(' a=1\r\n\tand not(b=2)oR c=3 ')).toEqual(parseSqlFilter('a = 1 AND NOT (b = 2) OR c = 3'));
  });
});

describe('actions', () => {
  const setA = { kind: 'set', property: user('a'), value: literal(1n) };
  const removeB = { kind: 'remove', property: system('b') };

  it.each([
    ['SET a = 1', [setA]],
    ['set a=1;', [setA]],
    ['SET a = 1; REMOVE sys.b', [setA, removeB]],
    ['SET a = 1 REMOVE sys.b ;', [setA, removeB]],
  ])('reads %s', (text, expected) => {
    expect(parseSqlAction(text)).toEqual(expected);
  });

  it('reads the example of the documentation', () => {
    const text = "SET quantity = quantity / 2; REMOVE priority;SET sys.CorrelationId = 'low';";
    expect(parseSqlAction(text).map(({ kind, property }) => [kind, property.name])).toEqual([
      ['set', 'quantity'],
      ['remove', 'priority'],
      ['set', 'CorrelationId'],
    ]);
  });
});

describe('errors', () => {
  it.each([
    ['', 'but found the end'],
    ['a == 1', 'Write a single = to compare'],
    ['a', 'a value where a condition is needed'],
    ['a AND b = 1', 'a value where a condition is needed'],
    ['NOT a', 'a value where a condition is needed'],
    ['(a = 1) = TRUE', 'a condition where a value is needed'],
    ['a + (b = 1) > 2', 'a condition where a value is needed'],
    ['a IN ()', 'but found ")"'],
    ["'x' IS NULL", 'IS NULL asks about a property'],
    ['in = 4', 'but found "in"'],
    ['upper(a) = 1', 'The functions are newid(), property(name) and p(name)'],
    ['a.b = 1', 'bracket a name that has dots'],
    ['_a = 1', 'A name starts with a letter'],
    ["a = 'x", 'Close the quotation'],
    ['a = 1 && b = 2', 'joined with AND'],
    ['a = 12x', 'but found "12x"'],
    ['a = 9223372036854775808', 'more than a 64-bit integer holds'],
    ['a = 1E999', 'more than a double holds'],
    ['a = 1 b = 2', 'expected AND, OR'],
    ['a = 1; b = 2', 'but found ";"'],
  ])('refuses %j', (text, message) => {
    expect(errorOf(() => parseSqlFilter(text)).message).toContain(message);
  });

  it.each([
    ['', 'expected REMOVE or SET'],
    ['DELETE a', 'but found "DELETE"'],
    ['SET a = 1, SET b = 2', 'but found ","'],
    ['SET a = (b = 1)', 'a condition where a value is needed'],
    ['SET 5 = 1', 'expected a property'],
  ])('refuses the action %j', (text, message) => {
    expect(errorOf(() => parseSqlAction(text)).message).toContain(message);
  });

  it('names the line and the column', () => {
    expect(errorOf(() => parseSqlFilter('a = 1\n  AND b ~ 2'))).toMatchObject({ line: 2, column: 9, offset: 14 });
  });

  it('shows a long expression only around the place', () => {
    const text = `${'a = 1 AND '.repeat(50)} ? ${' AND a = 1'.repeat(50)}`;
    expect(errorOf(() => parseSqlFilter(text)).message).toMatch(/In: ….{120}…$/);
  });
});

describe('nesting', () => {
  const wrap = (levels: number, open: string, inside: string, close: string) =>
    open.repeat(levels) + inside + close.repeat(levels);

  it.each([
    ['parentheses', '(', ')'],
    ['NOT', 'NOT ', ''],
  ])('takes %s up to the limit and refuses one more', (_, open, close) => {
    parseSqlFilter(wrap(sqlNestingLimit, open, 'a = 1', close));
    expect(errorOf(() => parseSqlFilter(wrap(sqlNestingLimit + 1, open, 'a = 1', close))).message).toContain(
      `nests deeper than ${sqlNestingLimit} levels`,
    );
  });

  it.each([
    ['parentheses', '(', 'a', ')'],
    ['signs', '-', '1', ''],
    ['functions', 'p(', "'a'", ')'],
  ])('refuses a hundred thousand %s without exhausting the stack', (_, open, inside, close) => {
    expect(errorOf(() => parseSqlFilter(`x = ${wrap(100_000, open, inside, close)}`)).message).toContain(
      'nests deeper',
    );
  });

  it('takes long chains of operators', () => {
    const condition = parseSqlFilter(`1${'+1'.repeat(20_000)} = 2${' AND a = 1'.repeat(20_000)}`);
    expect(condition).toMatchObject({ kind: 'and', operands: { length: 20_001 } });
  });
});
