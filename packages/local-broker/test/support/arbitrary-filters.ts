import fc from 'fast-check';

import type { FilteredMessage, FilterValue } from '../../src/filters/filtered-message.js';

const names = ['color', 'amount', 'at', 'flag', 'nothing', 'bytes'] as const;

const value: fc.Arbitrary<FilterValue> = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.double(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.boolean(),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 8 }),
  fc.constant(null),
);

/** A message with properties of any kinds. */
export const message: fc.Arbitrary<FilteredMessage> = fc
  .record({ user: fc.dictionary(fc.constantFrom(...names), value), system: value })
  .map(({ user, system }) => ({
    systemProperty: () => system,
    userProperty: (name) => user[name.toLowerCase()],
  }));

/** Text that the grammar of filters allows, of any types: most of it makes no sense, all of it can be asked. */
export const { condition, expression } = fc.letrec<{ condition: string; expression: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom(...names, 'sys.Label', 'sys.SequenceNumber', 'user.[color]', 'property(color)'),
    fc.integer({ min: 0 }).map(String),
    fc.constantFrom('0', '1.5', '1e300', '9223372036854775807', "'red'", "'%'", "''", 'TRUE', 'NULL'),
    fc
      .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/', '%'), tie('expression'))
      .map(([left, operator, right]) => `(${left} ${operator} ${right})`),
    tie('expression').map((operand) => `-(${operand})`),
  ),
  condition: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(tie('expression'), fc.constantFrom('=', '<>', '<', '<=', '>', '>=', 'LIKE'), tie('expression'))
      .map((parts) => parts.join(' ')),
    fc
      .tuple(tie('expression'), fc.array(tie('expression'), { minLength: 1, maxLength: 3 }))
      .map(([operand, list]) => `${operand} IN (${list.join(', ')})`),
    fc.constantFrom(...names).map((name) => `${name} IS NULL`),
    fc.constantFrom(...names).map((name) => `EXISTS (${name})`),
    tie('condition').map((operand) => `NOT (${operand})`),
    fc
      .tuple(tie('condition'), fc.constantFrom('AND', 'OR'), tie('condition'))
      .map(([left, operator, right]) => `(${left}) ${operator} (${right})`),
  ),
}));
