import type { PropertyValue } from '@ams/service-bus-model';
import { SqlSyntaxError } from '@ams/service-bus-model';
import { compileRule, FilterEvaluationError } from './index.js';
import type { FilteredMessage, PropertyChange } from './index.js';

const message: FilteredMessage = {
  systemProperty: (name) => (name === 'correlationId' ? 'high' : undefined),
  userProperty: (name) => ({ quantity: 5n, weight: 2.5, color: 'red' })[name.toLowerCase()],
};

function changesOf(sqlExpression: string, parameters?: Record<string, PropertyValue>): readonly PropertyChange[] {
  const action = { sqlExpression, ...(parameters && { parameters }) };
  const { changes } = compileRule({ name: 'tested', filter: { kind: 'true' }, action });
  if (changes === undefined) throw new Error('the rule has an action but makes no changes');
  return changes(message);
}

const user = (name: string, value: PropertyChange['value']) => ({ scope: 'user', name, value });
const system = (name: string, value: PropertyChange['value']) => ({ scope: 'system', name, value });

it('names the rule in the copy first', () => {
  expect(changesOf('SET a = 1')[0]).toEqual(user('RuleName', 'tested'));
});

it.each([
  ["SET priority = 'high'", [user('priority', 'high')]],
  ['SET quantity = quantity / 2', [user('quantity', 2n)]],
  ['SET Color = NULL', [user('Color', null)]],
  ['SET color = missing', [user('color', null)]],
  ['REMOVE color', [user('color', undefined)]],
  ['REMOVE missing', [user('missing', undefined)]],
  ["SET sys.CorrelationId = 'low'", [system('correlationId', 'low')]],
  ["SET sys.subject = color + '!'", [system('label', 'red!')]],
  ['SET sys.To = quantity', [system('to', '5')]],
  ['SET sys.To = missing', [system('to', undefined)]],
  ['REMOVE sys.CorrelationId', [system('correlationId', undefined)]],
  ['SET weight = 3', [user('weight', 3)]],
  ['SET quantity = 2.5', [user('quantity', 2.5)]],
])('%s', (sql, expected) => {
  expect(changesOf(sql).slice(1)).toEqual(expected);
});

it('lets later statements see what earlier ones changed', () => {
  const sql = 'SET quantity = quantity + 1; SET Quantity = quantity * 10; REMOVE color; SET was = color';
  expect(changesOf(sql).slice(1)).toEqual([
    user('quantity', 6n),
    user('Quantity', 60n),
    user('color', undefined),
    user('was', null),
  ]);
});

it('lets later statements see changed system properties', () => {
  expect(changesOf("SET sys.Label = 'a'; SET copy = sys.Subject").at(-1)).toEqual(user('copy', 'a'));
});

it('sets a date where the property is one', () => {
  const at = new Date('2026-01-01T00:00:00Z');
  expect(changesOf('SET sys.ScheduledEnqueueTimeUtc = @at', { '@at': at }).at(-1)).toEqual(
    system('scheduledEnqueueTimeUtc', at),
  );
});

it('makes a new id for each copy', () => {
  const { changes } = compileRule({
    name: 'r',
    filter: { kind: 'true' },
    action: { sqlExpression: 'SET id = newid()' },
  });
  const ids = [1, 2].map(() => changes?.(message).at(-1)?.value);
  expect(new Set(ids).size).toBe(2);
});

it('has no changes without an action', () => {
  expect(compileRule({ name: 'r', filter: { kind: 'true' } })).not.toHaveProperty('changes');
});

it.each([
  ["SET sys.Colour = 'red'", 'sys.Colour does not exist'],
  ['REMOVE sys.Colour', 'sys.Colour does not exist'],
  ['SET sys.SequenceNumber = 1', "the broker's own"],
  ['REMOVE sys.EnqueuedTimeUtc', "the broker's own"],
  ['SET sys.ScheduledEnqueueTimeUtc = 5', 'takes a date'],
  ['SET a = 1 / 0', 'divides by zero'],
])('%s cannot be evaluated', (sql, reason) => {
  expect(() => changesOf(sql)).toThrow(
    expect.objectContaining({ name: FilterEvaluationError.name, message: expect.stringContaining(reason) }),
  );
});

it('refuses an action that cannot be read', () => {
  const rule = { name: 'r', filter: { kind: 'true' as const }, action: { sqlExpression: 'UPDATE a = 1' } };
  expect(() => compileRule(rule)).toThrow(SqlSyntaxError);
});
