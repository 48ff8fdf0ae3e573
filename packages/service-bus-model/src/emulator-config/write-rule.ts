import { defaultRule } from '../defaults.js';
import { given } from '../given.js';
import { TimeSpan } from '../time-span.js';
import type { CorrelationFilter, FilterDefinition, RuleDefinition } from '../topology.js';
import type { EmulatorConfigRule, EmulatorCorrelationFilter } from './emulator-config-document.js';

/** Whether these are the rules that the emulator gives a subscription without any. */
export function isLeftToTheEmulator(rules: readonly RuleDefinition[]): boolean {
  const [only] = rules;
  return rules.length === 1 && only?.name === defaultRule.name && only.filter.kind === 'true' && !only.action;
}

/** The emulator's names have no dollar sign, which Azure's own rule begins with. */
export function writtenRuleName(name: string): string {
  return name.replace(/^\$/, '');
}

/** A subscription without rules takes nothing on Azure, and everything in the emulator. */
const noRule: RuleDefinition = { name: 'nothing', filter: { kind: 'false' } };

export function writeRules(rules: readonly RuleDefinition[]): EmulatorConfigRule[] {
  if (isLeftToTheEmulator(rules)) return [];
  return (rules.length === 0 ? [noRule] : rules).map(writeRule);
}

function writeRule({ name, filter, action }: RuleDefinition): EmulatorConfigRule {
  return {
    Name: writtenRuleName(name),
    Properties: { ...writeFilter(filter), ...(action && { Action: { SqlExpression: action.sqlExpression } }) },
  };
}

function writeFilter(filter: FilterDefinition): EmulatorConfigRule['Properties'] {
  if (filter.kind === 'correlation') {
    return { FilterType: 'Correlation', CorrelationFilter: writeCorrelationFilter(filter) };
  }
  return { FilterType: 'Sql', SqlFilter: { SqlExpression: conditionOf(filter) } };
}

/** The emulator has SQL alone for what Azure has filters of their own for. */
function conditionOf(filter: Exclude<FilterDefinition, CorrelationFilter>): string {
  switch (filter.kind) {
    case 'true':
      return '1=1';
    case 'false':
      return '1=0';
    case 'sql':
      return filter.sqlExpression;
  }
}

function writeCorrelationFilter(filter: CorrelationFilter): EmulatorCorrelationFilter {
  const properties = Object.entries(filter.properties ?? {}).map(([name, value]) => [
    name,
    value instanceof Date ? value.toISOString() : value instanceof TimeSpan ? String(value) : value,
  ]);
  return given({
    ContentType: filter.contentType,
    CorrelationId: filter.correlationId,
    Label: filter.label,
    MessageId: filter.messageId,
    ReplyTo: filter.replyTo,
    ReplyToSessionId: filter.replyToSessionId,
    SessionId: filter.sessionId,
    To: filter.to,
    Properties: properties.length > 0 ? Object.fromEntries(properties) : undefined,
  });
}
