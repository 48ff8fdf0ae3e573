import type { CorrelationFilter, PropertyValue, RuleDefinition } from '@ams/service-bus-model';
import { SqlSyntaxError, TimeSpan } from '@ams/service-bus-model';
import { compileRule, FilterEvaluationError } from './index.js';
import type { FilteredMessage, FilterValue, SystemPropertyName } from './index.js';

type SystemProperties = Partial<Record<SystemPropertyName, FilterValue>>;
type UserProperties = Readonly<Record<string, FilterValue>>;

function messageWith(user: UserProperties, system: SystemProperties = {}): FilteredMessage {
  const byLowerCaseName = new Map(Object.entries(user).map(([name, value]) => [name.toLowerCase(), value]));
  return {
    systemProperty: (name) => system[name],
    userProperty: (name) => byLowerCaseName.get(name.toLowerCase()),
  };
}

const anOrder = messageWith(
  {
    Color: 'red',
    quantity: 5n,
    weight: 2.5,
    ten: 10,
    zero: 0n,
    express: true,
    cancelled: false,
    nothing: null,
    placed: new Date('2026-01-02T03:04:05Z'),
    later: new Date('2026-01-02T03:04:06Z'),
    lasted: new TimeSpan(50),
    hash: Uint8Array.of(1, 2),
    sameHash: Uint8Array.of(1, 2),
    otherHash: Uint8Array.of(1, 3),
    'HR-EmployeeID': 'e1',
    file: '100%_sure\\.txt',
    apostrophe: "it's",
  },
  { label: 'order', messageId: 'm-1', deliveryCount: 0n },
);

function sqlRule(sqlExpression: string, parameters?: Record<string, PropertyValue>): RuleDefinition {
  return { name: 'tested', filter: { kind: 'sql', sqlExpression, ...(parameters && { parameters }) } };
}

const takes = (sql: string, parameters?: Record<string, PropertyValue>, message = anOrder) =>
  compileRule(sqlRule(sql, parameters)).matches(message);

describe('boolean filters', () => {
  it.each([
    ['true', true],
    ['false', false],
  ] as const)('the %s filter takes a message: %s', (kind, taken) => {
    expect(compileRule({ name: 'r', filter: { kind } }).matches(anOrder)).toBe(taken);
  });
});

describe('comparison', () => {
  it.each([
    '1=1',
    "color = 'red'",
    "COLOR = 'red'",
    "user.color = 'red'",
    "color <> 'Red'",
    "color != 'blue'",
    "color > 'blue' AND color < 'white'",
    "apostrophe = 'it''s'",
    'quantity = 5',
    'quantity = 5.0',
    'quantity < 5.5',
    'quantity >= 5 AND quantity <= 5',
    'quantity > -1',
    'weight = 2.5',
    'ten = 10',
    'express = TRUE',
    'express <> cancelled',
    'placed < later AND later > placed AND placed <= placed',
    'hash = sameHash',
    'hash <> otherHash',
    "[HR-EmployeeID] = 'e1'",
    "sys.Label = 'order'",
    "sys.Subject = 'order'",
    "SYS.messageid = 'm-1'",
    'sys.DeliveryCount = 0',
    "property('col' + 'or') = 'red'",
    "p('quantity') > 4",
  ])('takes a message for which %s', (sql) => {
    expect(takes(sql)).toBe(true);
  });

  it.each([
    "color = 'RED'",
    "color = 'blue'",
    'quantity <> 5.0',
    'quantity > 5',
    'express = FALSE',
    'placed > later',
    'hash = otherHash',
    "sys.To = 'anyone'",
    'newid() = newid()',
  ])('leaves a message for which not %s', (sql) => {
    expect(takes(sql)).toBe(false);
  });

  it('compares integers beyond the doubles exactly', () => {
    const message = messageWith({ id: 9007199254740993n });
    expect(takes('id = 9007199254740992', undefined, message)).toBe(false);
  });
});

describe('unknown', () => {
  const unknown = 'missing = 1';

  it.each([
    unknown,
    'missing <> 1',
    'missing > 1',
    'missing = missing',
    'missing + 1 > 0',
    '-missing < 1',
    "missing LIKE '%'",
    "missing NOT LIKE '%'",
    'missing IN (1)',
    'missing NOT IN (1)',
    "property('missing') = 1",
    'nothing = NULL',
    'nothing <> 1',
    'NULL = NULL',
    "quantity = '5'",
    "quantity <> '5'",
    'color > 1',
    'express > cancelled',
    'express >= express',
    "quantity LIKE '5'",
    "sys.To <> 'anyone'",
  ])('%s is neither true nor false', (sql) => {
    expect([takes(sql), takes(`NOT (${sql})`)]).toEqual([false, false]);
  });

  it.each([
    [`${unknown} AND 1=1`, undefined],
    [`1=1 AND ${unknown}`, undefined],
    [`${unknown} AND 1=2`, false],
    [`1=2 AND ${unknown}`, false],
    [`${unknown} AND ${unknown}`, undefined],
    [`${unknown} OR 1=1`, true],
    [`1=1 OR ${unknown}`, true],
    [`${unknown} OR 1=2`, undefined],
    [`1=2 OR ${unknown}`, undefined],
    [`${unknown} OR ${unknown}`, undefined],
  ])('%s is %s', (sql, truth) => {
    expect([takes(sql), takes(`NOT (${sql})`)]).toEqual([truth === true, truth === false]);
  });
});

describe('IS NULL and EXISTS', () => {
  it.each([
    ['color IS NULL', false],
    ['color IS NOT NULL', true],
    ['nothing IS NULL', true],
    ['nothing IS NOT NULL', false],
    ['missing IS NULL', true],
    ['missing IS NOT NULL', false],
    ['sys.To IS NULL', true],
    ['EXISTS(color)', true],
    ['EXISTS(nothing)', true],
    ['EXISTS(missing)', false],
    ['NOT EXISTS(missing)', true],
    ['EXISTS(sys.Label)', true],
    ['EXISTS(sys.To)', false],
    ['EXISTS(user.Label)', false],
  ])('%s: %s', (sql, taken) => {
    expect(takes(sql)).toBe(taken);
  });
});

describe('IN', () => {
  it.each([
    ["color IN ('blue', 'red')", true],
    ["color IN ('blue', 'white')", false],
    ["color NOT IN ('blue', 'white')", true],
    ["color NOT IN ('blue', 'red')", false],
    ['quantity IN (4.0, 5.0)', true],
    ["color NOT IN ('blue', 1, missing)", true],
    ['color IN (missing, color)', true],
  ])('%s: %s', (sql, taken) => {
    expect(takes(sql)).toBe(taken);
  });
});

describe('LIKE', () => {
  it.each([
    ["color LIKE 'red'", true],
    ["color LIKE 'r%'", true],
    ["color LIKE '%d'", true],
    ["color LIKE '%e%'", true],
    ["color LIKE '%'", true],
    ["color LIKE 'r_d'", true],
    ["color LIKE '___'", true],
    ["color LIKE '__'", false],
    ["color LIKE 'r'", false],
    ["color LIKE 'R%'", false],
    ["color LIKE ''", false],
    ["color LIKE '%%e%%d%%'", true],
    ["color NOT LIKE 'b%'", true],
    ["color NOT LIKE 'r%'", false],
    ["color LIKE '.*'", false],
    [String.raw`file LIKE '100\%\_sure\\%' ESCAPE '\'`, true],
    [String.raw`color LIKE 'r\%' ESCAPE '\'`, false],
    ["file LIKE '100!%!_%' ESCAPE '!'", true],
    ["file LIKE '100%_sure%'", true],
    ["color LIKE color + '%'", true],
    ["'abcabd' LIKE '%abd'", true],
    ["'a\nb' LIKE 'a_b'", true],
    ['color LIKE missing', false],
  ])('%s: %s', (sql, taken) => {
    expect(takes(sql)).toBe(taken);
  });

  it('follows a pattern that differs from message to message', () => {
    const rule = compileRule(sqlRule('name LIKE pattern'));
    const outcomes = ['a%', 'b%'].map((pattern) => rule.matches(messageWith({ name: 'alpha', pattern })));
    expect(outcomes).toEqual([true, false]);
  });

  it('does not blow up on a pattern that makes backtracking matchers hang', () => {
    const message = messageWith({ text: 'a'.repeat(20_000) });
    expect(takes(`text LIKE '${'%a'.repeat(300)}%b'`, undefined, message)).toBe(false);
  });

  it.each([
    ["color LIKE 'r%' ESCAPE 'xx'", 'must be one character'],
    ["color LIKE 'r%' ESCAPE ''", 'must be one character'],
    ["color LIKE 'r!' ESCAPE '!'", 'ends in its escape character'],
    ['color LIKE 5', 'The pattern of LIKE must be text'],
    ["color LIKE 'r' ESCAPE 5", 'The escape character of LIKE must be text'],
  ])('%s cannot be evaluated', (sql, message) => {
    expect(() => takes(sql)).toThrow(message);
  });
});

describe('arithmetic', () => {
  it.each([
    'quantity + 1 = 6',
    'quantity - 1 - 1 = 3',
    'quantity * 2 = 10',
    'quantity / 2 = 2',
    '-7 / 2 = -3',
    'quantity / 2.0 = 2.5',
    'weight * 2 = 5',
    'quantity % 3 = 2',
    '5.5 % 2 = 1.5',
    '2 + 3 * 4 = 14',
    '(2 + 3) * 4 = 20',
    '- quantity = -5',
    '+ quantity = 5',
    "color + '-' + quantity = 'red-5'",
    "'is ' + express = 'is True'",
  ])('%s', (sql) => {
    expect(takes(sql)).toBe(true);
  });

  it.each([
    ['quantity / 0 = 1', 'divides by zero'],
    ['quantity % zero = 1', 'divides by zero'],
    ['weight / 0.0 = 1', 'divides by zero'],
    ['color - 1 = 1', 'needs numbers on both sides'],
    ['express + 1 = 1', 'needs numbers on both sides'],
    ['placed - placed = 0', 'needs numbers on both sides'],
    ['-color = 1', 'The sign - needs a number'],
    ["'hash' + hash = 'x'", 'binary value'],
    ['9223372036854775807 + 1 > 0', 'does not fit into a 64-bit integer'],
    ['-(-9223372036854775808) > 0', 'does not fit into a 64-bit integer'],
    ['p(5) = 1', 'takes the name of a property as text'],
  ])('%s cannot be evaluated', (sql, message) => {
    expect(() => takes(sql)).toThrow(message);
  });
});

describe('parameters', () => {
  it.each<[string, Record<string, PropertyValue>]>([
    ['quantity = @quantity', { '@quantity': 5 }],
    ['quantity / @two = 2', { '@two': 2 }],
    ['weight = @weight', { '@weight': 2.5 }],
    ['color IN (@a, @b)', { '@a': 'blue', '@b': 'red' }],
    ['express = @yes', { '@yes': true }],
    ['placed <= @now', { '@now': new Date('2026-01-02T03:04:05Z') }],
    ['lasted < @limit', { '@limit': new TimeSpan(51) }],
    ['color = @Name', { '@name': 'red' }],
  ])('%s with %j', (sql, parameters) => {
    expect(takes(sql, parameters)).toBe(true);
  });

  it('refuses a parameter without a value before any message comes', () => {
    expect(() => compileRule(sqlRule('quantity > @limit'))).toThrow(SqlSyntaxError);
  });
});

describe('errors', () => {
  it('refuses a filter that cannot be read', () => {
    expect(() => compileRule(sqlRule('color = '))).toThrow(SqlSyntaxError);
  });

  it.each(["sys.Colour = 'red'", 'EXISTS(sys.Colour)', 'sys.Colour IS NULL'])(
    'fails the evaluation of %s, for there is no such system property',
    (sql) => {
      const rule = compileRule(sqlRule(sql));
      expect(() => rule.matches(anOrder)).toThrow('The rule "tested" cannot be evaluated: sys.Colour does not exist');
    },
  );

  it('evaluates no operand that cannot change the result of AND or OR', () => {
    expect([takes('1=2 AND 1/0 = 1'), takes('1=1 OR 1/0 = 1')]).toEqual([false, true]);
  });

  it('throws FilterEvaluationError, so that callers can tell it from defects', () => {
    expect(() => takes('1/0 = 1')).toThrow(FilterEvaluationError);
  });
});

describe('correlation filters', () => {
  const message = messageWith(
    { Color: 'red', count: 2n, ratio: 2, paid: true, due: new Date(1000), span: new TimeSpan(5), code: '2' },
    {
      correlationId: 'c',
      messageId: 'm',
      to: 't',
      replyTo: 'r',
      label: 'l',
      sessionId: 's',
      replyToSessionId: 'rs',
      contentType: 'text/plain',
    },
  );
  const takesBy = (filter: Omit<CorrelationFilter, 'kind'>) =>
    compileRule({ name: 'r', filter: { kind: 'correlation', ...filter } }).matches(message);

  it.each<[Omit<CorrelationFilter, 'kind'>]>([
    [{ correlationId: 'c' }],
    [{ messageId: 'm' }],
    [{ to: 't' }],
    [{ replyTo: 'r' }],
    [{ label: 'l' }],
    [{ sessionId: 's' }],
    [{ replyToSessionId: 'rs' }],
    [{ contentType: 'text/plain' }],
    [{ properties: { color: 'red' } }],
    [{ properties: { count: 2 } }],
    [{ properties: { ratio: 2 } }],
    [{ properties: { paid: true } }],
    [{ properties: { due: new Date(1000) } }],
    [{ properties: { span: new TimeSpan(5) } }],
    [{ label: 'l', to: 't', properties: { color: 'red', code: '2' } }],
  ])('takes a message with %j', (filter) => {
    expect(takesBy(filter)).toBe(true);
  });

  it.each<[Omit<CorrelationFilter, 'kind'>]>([
    [{ correlationId: 'C' }],
    [{ messageId: 'm2' }],
    [{ to: '' }],
    [{ replyTo: 'x' }],
    [{ label: 'L' }],
    [{ sessionId: 'x' }],
    [{ replyToSessionId: 'x' }],
    [{ contentType: 'text/html' }],
    [{ properties: { color: 'Red' } }],
    [{ properties: { missing: 'red' } }],
    [{ properties: { count: '2' } }],
    [{ properties: { span: 5 } }],
    [{ properties: { span: new TimeSpan(-5) } }],
    [{ properties: { code: 2 } }],
    [{ label: 'l', properties: { color: 'blue' } }],
  ])('leaves a message without %j', (filter) => {
    expect(takesBy(filter)).toBe(false);
  });

  it('leaves a message that lacks the property', () => {
    const rule = compileRule({ name: 'r', filter: { kind: 'correlation', label: 'l' } });
    expect(rule.matches(messageWith({}))).toBe(false);
  });
});
