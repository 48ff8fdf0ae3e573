import { type FilterDefinition, filterText } from '@ams/service-bus-model';
import type { RuleProperties } from '@azure/service-bus';

import type { RuleView } from '../../api/index.js';

/** A rule as people read it. */
export function ruleViewOf(rule: RuleProperties): RuleView {
  return { name: rule.name, filter: filterText(filterOfRule(rule)), action: actionOfRule(rule) ?? null };
}

/** A rule's filter in the words of the model. Service Bus keeps "everything" and "nothing" as `1=1` and `1=0`. */
export function filterOfRule({ filter }: RuleProperties): FilterDefinition {
  if ('sqlExpression' in filter) {
    const { sqlExpression, sqlParameters } = filter;
    const condition = sqlExpression.replaceAll(/\s/g, '');
    if (condition === '1=1') return { kind: 'true' };
    if (condition === '1=0') return { kind: 'false' };
    return { kind: 'sql', sqlExpression, ...(sqlParameters === undefined ? {} : { parameters: sqlParameters }) };
  }
  const { subject, applicationProperties, ...others } = filter;
  const given = Object.entries({ ...others, label: subject }).filter(
    ([, value]) => value !== undefined && value !== '',
  );
  return {
    kind: 'correlation',
    ...Object.fromEntries(given),
    ...(applicationProperties === undefined ? {} : { properties: applicationProperties }),
  };
}

/** What a rule changes in the messages that it takes; undefined if nothing. */
export function actionOfRule({ action }: RuleProperties): string | undefined {
  const expression = action.sqlExpression ?? '';
  return expression === '' ? undefined : expression;
}
