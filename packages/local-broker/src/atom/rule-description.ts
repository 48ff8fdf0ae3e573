import type { FilterDefinition, RuleDefinition, SqlAction } from '@ams/service-bus-model';

import type { SubscriptionRule } from '../engine/subscription-rules.js';
import { given, Members, unreadable } from './members.js';
import { formatTypedValues, readTypedValues } from './typed-values.js';
import { formatTime, typeOf } from './vocabulary.js';
import { element, optionalElement, type XmlElement } from './xml.js';

/** The version of the SQL language that Azure states with every expression. */
const compatibilityLevel = 20;

/** The members of a correlation filter: elements and what the model calls them, in the order in which Azure writes them. */
const correlationMembers = [
  ['CorrelationId', 'correlationId'],
  ['MessageId', 'messageId'],
  ['To', 'to'],
  ['ReplyTo', 'replyTo'],
  ['Label', 'label'],
  ['SessionId', 'sessionId'],
  ['ReplyToSessionId', 'replyToSessionId'],
  ['ContentType', 'contentType'],
] as const;

/**
 * Reads a rule. Without a filter it takes everything.
 *
 * @param name of the rule, as the request's path or the description gives it.
 */
export function readRule(description: XmlElement, name: string): RuleDefinition {
  const members = new Members(description);
  const filter = readFilter(members.element('Filter'));
  const action = readAction(members.element('Action'));
  return { name, filter, ...(action && { action }) };
}

export function formatRule({ definition, createdAt }: SubscriptionRule): XmlElement {
  return element('RuleDescription', [
    formatFilter(definition.filter),
    formatAction(definition.action),
    element('CreatedAt', formatTime(createdAt)),
    element('Name', definition.name),
  ]);
}

function readFilter(filter: XmlElement | undefined): FilterDefinition {
  if (filter === undefined) return { kind: 'true' };
  const members = new Members(filter);
  const type = typeOf(filter.attributes) ?? (members.has('SqlExpression') ? 'SqlFilter' : 'CorrelationFilter');
  switch (type) {
    case 'TrueFilter':
      return { kind: 'true' };
    case 'FalseFilter':
      return { kind: 'false' };
    case 'SqlFilter':
      return { kind: 'sql', ...readSql(members) };
    case 'CorrelationFilter':
      return readCorrelation(members);
    default:
      throw unreadable('Filter', type, 'is of the type SqlFilter, TrueFilter, FalseFilter or CorrelationFilter');
  }
}

function readCorrelation(members: Members): FilterDefinition {
  const system = Object.fromEntries(correlationMembers.map(([wire, name]) => [name, members.text(wire)]));
  return { kind: 'correlation', ...given({ ...system, properties: readTypedValues(members.element('Properties')) }) };
}

function readSql(members: Members): SqlAction {
  const parameters = readTypedValues(members.element('Parameters'));
  return { sqlExpression: members.text('SqlExpression') ?? '', ...(parameters && { parameters }) };
}

function readAction(action: XmlElement | undefined): SqlAction | undefined {
  if (action === undefined) return undefined;
  const members = new Members(action);
  const type = typeOf(action.attributes) ?? (members.has('SqlExpression') ? 'SqlRuleAction' : 'EmptyRuleAction');
  if (type === 'EmptyRuleAction') return undefined;
  if (type === 'SqlRuleAction') return readSql(members);
  throw unreadable('Action', type, 'is of the type SqlRuleAction or EmptyRuleAction');
}

function formatFilter(filter: FilterDefinition): XmlElement {
  switch (filter.kind) {
    // Clients tell SQL from correlation by the expression.
    case 'true':
      return element('Filter', formatSql({ sqlExpression: '1=1' }), { 'i:type': 'TrueFilter' });
    case 'false':
      return element('Filter', formatSql({ sqlExpression: '1=0' }), { 'i:type': 'FalseFilter' });
    case 'sql':
      return element('Filter', formatSql(filter), { 'i:type': 'SqlFilter' });
    case 'correlation':
      return element(
        'Filter',
        [
          ...correlationMembers.map(([wire, name]) => optionalElement(wire, filter[name])),
          formatTypedValues('Properties', filter.properties),
        ],
        { 'i:type': 'CorrelationFilter' },
      );
  }
}

function formatAction(action: SqlAction | undefined): XmlElement {
  if (action === undefined) return element('Action', [], { 'i:type': 'EmptyRuleAction' });
  return element('Action', formatSql(action), { 'i:type': 'SqlRuleAction' });
}

function formatSql({ sqlExpression, parameters }: SqlAction): readonly (XmlElement | undefined)[] {
  return [
    element('SqlExpression', sqlExpression),
    element('CompatibilityLevel', compatibilityLevel),
    formatTypedValues('Parameters', parameters),
  ];
}
