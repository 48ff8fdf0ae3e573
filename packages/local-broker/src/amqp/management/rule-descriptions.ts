import {
  TimeSpan,
  type FilterDefinition,
  type PropertyValue,
  type RuleDefinition,
  type SqlAction,
} from '@ams/service-bus-model';
import rhea from 'rhea';
import { z } from 'zod';

import type { SubscriptionRule } from '../../engine/subscription-rules.js';
import { codec, type Typed } from '../../message/encoding.js';
import { asTimeSpan, encodeTimeSpan } from '../../message/time-spans.js';

/** Descriptors of rules and their parts. Clients compare them as numbers. */
const descriptor = {
  rule: 0x137_0000_0004,
  emptyAction: 0x137_0000_0005,
  sqlAction: 0x137_0000_0006,
  sqlFilter: 0x13_7000_0006,
  trueFilter: 0x13_7000_0007,
  falseFilter: 0x13_7000_0008,
  correlationFilter: 0x13_7000_0009,
} as const;

/** The version of the SQL language that Azure states with every expression. */
const compatibilityLevel = 20;

/** The members of a correlation filter in their order on the wire, by the names they have in requests. */
const correlationMembers = [
  ['correlation-id', 'correlationId'],
  ['message-id', 'messageId'],
  ['to', 'to'],
  ['reply-to', 'replyTo'],
  ['label', 'label'],
  ['session-id', 'sessionId'],
  ['reply-to-session-id', 'replyToSessionId'],
  ['content-type', 'contentType'],
] as const;

/** Clients write null for what they leave out. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const propertyValue = z.preprocess(
  (value) => asTimeSpan(value) ?? value,
  z.union([z.string(), z.number(), z.boolean(), z.date(), z.instanceof(TimeSpan)]),
);
const expression = z.object({ expression: z.string() });
const correlation = z
  .object({
    'correlation-id': text,
    'message-id': text,
    to: text,
    'reply-to': text,
    label: text,
    'session-id': text,
    'reply-to-session-id': text,
    'content-type': text,
    properties: z.record(z.string(), propertyValue).nullish(),
  })
  .transform(({ properties, ...members }): FilterDefinition => ({
    kind: 'correlation',
    ...Object.fromEntries(correlationMembers.map(([wire, name]) => [name, members[wire]])),
    ...(properties && { properties }),
  }));

const ruleDescription = z
  .object({
    'sql-filter': expression.nullish(),
    'correlation-filter': correlation.nullish(),
    'true-filter': z.unknown().optional(),
    'false-filter': z.unknown().optional(),
    'sql-rule-action': expression.nullish(),
  })
  .transform((description, context) => {
    const action = description['sql-rule-action'];
    const filter = filterOf(description);
    if (filter) return { filter, ...(action && { action: { sqlExpression: action.expression } }) };
    const message = 'it needs a sql-filter, correlation-filter, true-filter or false-filter';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

function filterOf(description: {
  readonly 'sql-filter'?: { readonly expression: string } | null | undefined;
  readonly 'correlation-filter'?: FilterDefinition | null | undefined;
  readonly 'true-filter'?: unknown;
  readonly 'false-filter'?: unknown;
}): FilterDefinition | undefined {
  const { 'sql-filter': sql, 'correlation-filter': correlationFilter } = description;
  if (sql) return { kind: 'sql', sqlExpression: sql.expression };
  if (correlationFilter) return correlationFilter;
  if (description['true-filter']) return { kind: 'true' };
  return description['false-filter'] ? { kind: 'false' } : undefined;
}

/** The body of a request to add a rule. */
export const addRuleBody = z
  .object({ 'rule-name': z.string(), 'rule-description': ruleDescription })
  .transform((body): RuleDefinition => ({ name: body['rule-name'], ...body['rule-description'] }));

/** A rule as clients read it. */
export function encodeRule({
  definition: { name, filter: ruleFilter, action: ruleAction },
  createdAt,
}: SubscriptionRule): Typed {
  const { types } = rhea;
  return described(descriptor.rule, [
    encodeFilter(ruleFilter),
    ruleAction === undefined ? described(descriptor.emptyAction, []) : encodeSql(descriptor.sqlAction, ruleAction),
    types.wrap_string(name),
    types.wrap_timestamp(createdAt),
  ]);
}

function encodeFilter(ruleFilter: FilterDefinition): Typed {
  switch (ruleFilter.kind) {
    case 'true':
      return described(descriptor.trueFilter, []);
    case 'false':
      return described(descriptor.falseFilter, []);
    case 'sql':
      return encodeSql(descriptor.sqlFilter, ruleFilter);
    case 'correlation': {
      const properties = Object.entries(ruleFilter.properties ?? {}).map(
        ([name, value]) => [name, typed(value)] as const,
      );
      return described(descriptor.correlationFilter, [
        ...correlationMembers.map(([, member]) => ruleFilter[member] ?? null),
        rhea.types.wrap_map(Object.fromEntries(properties)),
      ]);
    }
  }
}

function encodeSql(code: number, { sqlExpression }: Pick<SqlAction, 'sqlExpression'>): Typed {
  return described(code, [rhea.types.wrap_string(sqlExpression), rhea.types.wrap_int(compatibilityLevel)]);
}

/** Left to itself, rhea makes whole numbers unsigned. */
function typed(value: PropertyValue): Typed {
  if (value instanceof TimeSpan) return encodeTimeSpan(value);
  const wrapped = typeof value === 'number' && Number.isSafeInteger(value) ? rhea.types.wrap_long(value) : value;
  return rhea.types.wrap(wrapped) as Typed;
}

function described(code: number, fields: readonly unknown[]): Typed {
  return codec.described_nc(rhea.types.wrap_ulong(code) as Typed, rhea.types.wrap_list(fields as unknown[]) as Typed);
}
