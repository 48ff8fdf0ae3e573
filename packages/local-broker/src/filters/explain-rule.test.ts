import type { FilterDefinition } from '@ams/service-bus-model';

import { type RuleExplanation, ruleExplainer } from './explain-rule.js';
import type { FilteredMessage, FilterValue } from './filtered-message.js';
import { compileRule } from './rule.js';

function aMessage(user: Readonly<Record<string, FilterValue>>, label?: string): FilteredMessage {
  return {
    systemProperty: (name) => (name === 'label' ? label : undefined),
    userProperty: (name) => user[name.toLowerCase()],
  };
}

function explain(filter: FilterDefinition | string, seen: FilteredMessage, action?: string): RuleExplanation {
  const definition = typeof filter === 'string' ? { kind: 'sql' as const, sqlExpression: filter } : filter;
  return ruleExplainer(
    compileRule({
      name: 'rule',
      filter: definition,
      ...(action !== undefined && { action: { sqlExpression: action } }),
    }),
  )(seen);
}

describe('a SQL filter is explained', () => {
  it.each<[string, Readonly<Record<string, FilterValue>>, boolean, readonly string[]]>([
    ['amount > 100', { amount: 40n }, false, ['amount > 100 is false: amount is 40']],
    ['amount > 100', { amount: 140n }, true, ['amount > 100 is true: amount is 140']],
    [
      "type = 'purchase'",
      {},
      false,
      [
        "type = 'purchase' is unknown: type is missing",
        'the filter as a whole is unknown, and a rule takes a message only when it is true',
      ],
    ],
    [
      'amount > 100',
      { amount: '140' },
      false,
      [
        "amount > 100 is unknown: amount is '140', the text '140' and the number 100 cannot be compared that way",
        'the filter as a whole is unknown, and a rule takes a message only when it is true',
      ],
    ],
    [
      "type = 'purchase' AND amount > 100",
      { type: 'signup', amount: 140n },
      false,
      ["type = 'purchase' is false: type is 'signup'", 'amount > 100 was not looked at'],
    ],
    [
      "type = 'purchase' OR amount > 100",
      { type: 'signup', amount: 140n },
      true,
      ["type = 'purchase' is false: type is 'signup'", 'amount > 100 is true: amount is 140'],
    ],
    ['NOT flag = TRUE', { flag: false }, true, ['flag = TRUE is false: flag is false', 'NOT flag = TRUE is true']],
    ["city LIKE 'B%'", { city: 'Oslo' }, false, ["city LIKE 'B%' is false: city is 'Oslo'"]],
    [
      "city NOT IN ('Oslo', 'Bern')",
      { city: 'Bern' },
      false,
      ["city NOT IN ('Oslo', 'Bern') is false: city is 'Bern'"],
    ],
    ['trace IS NULL', {}, true, ['trace IS NULL is true: trace is missing']],
    ['trace IS NULL', { trace: null }, true, ['trace IS NULL is true: trace is NULL']],
    ['EXISTS(trace)', {}, false, ['EXISTS(trace) is false: trace is missing']],
    [
      'price * amount >= 10',
      { price: 2n, amount: 4n },
      false,
      ['price * amount >= 10 is false: price is 2, amount is 4, price * amount is 8'],
    ],
    [
      "property('a' + b) = 1",
      { b: 'c', ac: 1n },
      true,
      ["property('a' + b) = 1 is true: b is 'c', 'a' + b is 'ac', property('a' + b) is 1"],
    ],
  ])('%s for %j', (filter, properties, matched, reasons) => {
    expect(explain(filter, aMessage(properties))).toMatchObject({ filter, matched, reasons, failure: null });
  });

  it('with the values of its parameters', () => {
    const filter = { kind: 'sql', sqlExpression: 'amount > @limit', parameters: { '@limit': 100 } } as const;
    expect(explain(filter, aMessage({ amount: 40n })).reasons).toEqual([
      'amount > @limit is false: amount is 40, @limit is 100',
    ]);
  });

  it('as far as it could be evaluated, and why no further', () => {
    const { matched, reasons, failure } = explain(
      "type = 'a' AND amount / zero > 1",
      aMessage({ type: 'a', amount: 4n, zero: 0n }),
    );
    expect(matched).toBe(false);
    expect(reasons).toEqual(["type = 'a' is true: type is 'a'"]);
    expect(failure).toBe('4 / 0 divides by zero.');
  });

  it('without a value for what is another one at each evaluation', () => {
    expect(explain("newid() = 'x'", aMessage({})).reasons).toEqual(["newid() = 'x' is false"]);
  });
});

it('explains a correlation filter by each property that it names', () => {
  const filter = { kind: 'correlation', label: 'order', properties: { amount: 2, color: 'red' } } as const;
  expect(explain(filter, aMessage({ amount: '2' }, 'order'))).toMatchObject({
    filter: "sys.label = 'order' AND amount = 2 AND color = 'red'",
    matched: false,
    reasons: [
      "sys.label = 'order' is true: sys.label is 'order'",
      "amount = 2 is false: amount is '2'",
      "color = 'red' is false: color is missing",
    ],
  });
});

it.each([
  ['true', true, 'the filter takes every message'],
  ['false', false, 'the filter takes no message'],
] as const)('explains the %s filter', (kind, matched, reason) => {
  expect(explain({ kind }, aMessage({}))).toMatchObject({ matched, reasons: [reason] });
});

describe('an action is told by what it did to the copy', () => {
  it('each property once, with what was there before', () => {
    const action = "SET color = 'red'; SET color = 'blue'; SET sys.Label = 'order'; REMOVE trace; SET amount = 2";
    const { action: changes } = explain('1 = 1', aMessage({ color: 'white', trace: 'x', amount: 2n }), action);
    expect(changes).toBe(
      "RuleName is set to 'rule'; color is changed from 'white' to 'blue'; sys.label is set to 'order'; trace is removed; amount stays 2",
    );
  });

  it('not at all where the rule did not take the message', () => {
    expect(explain('1 = 2', aMessage({}), "SET color = 'red'").action).toBeNull();
  });

  it('by why it cannot be carried out', () => {
    const { failure } = explain('1 = 1', aMessage({ amount: 'x' }), 'SET amount = amount * 2');
    expect(failure).toMatch(/needs numbers on both sides/);
  });
});
