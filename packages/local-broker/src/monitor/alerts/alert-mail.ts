import type { CriterionState } from '@ams/monitor-api';
import type { MetricOperator } from '@ams/service-bus-model';

import type { AlertChange } from './alert-rule.js';

/** What a mail says. */
export interface AlertMail {
  readonly subject: string;
  readonly text: string;
}

/** Azure's names of the severities. Source: "What are Azure Monitor alerts?" (learn.microsoft.com). */
const severities = ['Critical', 'Error', 'Warning', 'Informational', 'Verbose'];

const relations: Readonly<Record<MetricOperator, string>> = {
  Equals: '=',
  NotEquals: '≠',
  GreaterThan: '>',
  GreaterThanOrEqual: '≥',
  LessThan: '<',
  LessThanOrEqual: '≤',
};

/**
 * The mail about an alert: what happened, where, since when, and the figures that show it.
 *
 * @param namespace name of the namespace.
 */
export function alertMail(change: AlertChange, namespace: string): AlertMail {
  const { alert, condition, at, firedAt, entity } = change;
  const place = entity === null ? namespace : `${entity} in ${namespace}`;
  const lines = [
    ...(alert.description === undefined ? [] : [alert.description, '']),
    `Alert      ${alert.name}`,
    `Condition  ${condition}`,
    `Severity   Sev${alert.severity} (${severities[alert.severity] ?? 'unknown'})`,
    `Namespace  ${namespace}`,
    ...(entity === null ? [] : [`Entity     ${entity}`]),
    `Fired      ${new Date(firedAt).toISOString()}`,
    ...(condition === 'Resolved' ? [`Resolved   ${new Date(at).toISOString()}`] : []),
    '',
    ...change.criteria.map((criterion) => criterionLine(criterion, alert.windowSize)),
    '',
    'Sent by the local broker, which evaluates the alerts of the stack as Azure Monitor would.',
  ];
  return {
    subject: `${condition}: Sev${alert.severity} Azure Monitor alert ${alert.name} on ${place}`,
    text: `${lines.join('\n')}\n`,
  };
}

function criterionLine(criterion: CriterionState, windowSize: string): string {
  const { aggregation, metric, entity, value, operator, threshold } = criterion;
  const place = entity === null ? '' : ` of ${entity}`;
  const found = value === null ? 'no values' : String(value);
  return `${aggregation} ${metric}${place} over ${windowSize}: ${found} (fires ${relations[operator]} ${threshold})`;
}
