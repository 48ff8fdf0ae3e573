import { tryParseDuration } from '../durations.js';
import { limits } from '../limits.js';
import { findMetric, metricNamespace, metrics } from '../metrics.js';
import { nameRules } from '../names.js';
import type { MetricAlertDefinition, MetricCriterion, MetricDimension, MetricOperator } from '../topology.js';
import { listOf, misnamed, noneOf, outsideIntegers } from './conditions.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const operators: readonly MetricOperator[] = [
  'Equals',
  'GreaterThan',
  'GreaterThanOrEqual',
  'LessThan',
  'LessThanOrEqual',
];
const dimensionOperators: readonly MetricDimension['operator'][] = ['Include', 'Exclude', 'StartsWith'];

const requirements: readonly Requirement<PartialMetricAlert>[] = [
  {
    property: 'name',
    refuses: misnamed(nameRules.metricAlert),
    rule: nameRules.metricAlert.description,
    cure: "Choose for example 'orders-backlog'.",
  },
  {
    property: 'severity',
    refuses: outsideIntegers(limits.alertSeverity),
    rule: `a severity is a whole number from ${limits.alertSeverity.minimum} (critical) to ${limits.alertSeverity.maximum} (verbose)`,
    cure: 'Give for example 2.',
  },
  {
    property: 'frequency',
    refuses: noneOf<string>(limits.alertFrequencies),
    rule: `an alert is evaluated every ${listOf(limits.alertFrequencies)}`,
    cure: 'Choose one of them, written so.',
  },
  {
    property: 'windowSize',
    refuses: noneOf<string>(limits.alertWindows),
    rule: `an alert looks at a window of ${listOf(limits.alertWindows)}`,
    cure: 'Choose one of them, written so.',
  },
  {
    property: 'windowSize',
    refuses: (window, { frequency = limits.alertFrequencies[0] }) =>
      (tryParseDuration(window) ?? Infinity) < (tryParseDuration(frequency) ?? 0),
    rule: ({ frequency }) => `a window is at least as long as the time between evaluations, ${frequency}`,
    cure: 'Choose a longer windowSize or a shorter frequency.',
  },
  {
    property: 'criteria',
    refuses: (criteria) => criteria.length < 1 || criteria.length > limits.alertCriteria,
    rule: `an alert has 1 to ${limits.alertCriteria} criteria`,
    cure: 'Split the alert in several.',
  },
  {
    property: 'actionGroups',
    refuses: (groups) => groups.length > limits.alertActionGroups,
    rule: `an alert calls at most ${limits.alertActionGroups} action groups`,
    cure: 'Put the receivers into fewer action groups.',
  },
];

const criterionRequirements: readonly Requirement<Partial<MetricCriterion>>[] = [
  {
    property: 'metricNamespace',
    refuses: (name) => name.toLowerCase() !== metricNamespace.toLowerCase(),
    rule: `Service Bus metrics exist for ${metricNamespace} alone`,
    cure: `Give '${metricNamespace}'.`,
  },
  {
    property: 'metricName',
    refuses: (name) => findMetric(name) === undefined,
    rule: `the metrics of Service Bus are ${listOf(Object.keys(metrics))}`,
    cure: 'Choose one of them, spelled so.',
  },
  {
    property: 'aggregation',
    refuses: (aggregation, { metricName }) =>
      findMetric(metricName ?? '')?.aggregations.includes(aggregation) === false,
    rule: ({ metricName }) =>
      `${metricName} can be aggregated as ${listOf(findMetric(metricName ?? '')?.aggregations ?? [])}`,
    cure: 'Choose one of these.',
  },
  {
    property: 'operator',
    refuses: noneOf(operators),
    rule: `a static threshold is compared by ${listOf(operators)}`,
    cure: 'Choose one of them.',
  },
  {
    property: 'threshold',
    refuses: (threshold) => !Number.isFinite(threshold),
    rule: 'a threshold is a finite number',
    cure: 'Give for example 100.',
  },
];

/** A metric alert of which not all may be known yet. */
export type PartialMetricAlert = Partial<Omit<MetricAlertDefinition, 'criteria'>> & {
  readonly criteria?: readonly Partial<MetricCriterion>[];
};

/** What Azure would refuse in a metric alert on a Service Bus namespace. Absent properties are not judged. */
export function metricAlertProblems(alert: PartialMetricAlert): readonly Problem[] {
  return [
    ...problemsOf(alert, requirements),
    ...(alert.criteria ?? []).flatMap((criterion, index) =>
      metricCriterionProblems(criterion).map((problem) => ({
        ...problem,
        property: `criteria[${index}].${problem.property}`,
      })),
    ),
  ];
}

/** What Azure would refuse in one criterion of a metric alert. Absent properties are not judged. */
export function metricCriterionProblems(criterion: Partial<MetricCriterion>): readonly Problem[] {
  return [
    ...problemsOf(criterion, criterionRequirements),
    ...(criterion.dimensions ?? []).flatMap((dimension, index) =>
      problemsOf(dimension, dimensionRequirements(criterion.metricName)).map((problem) => ({
        ...problem,
        property: `dimensions[${index}].${problem.property}`,
      })),
    ),
  ];
}

function dimensionRequirements(metricName = ''): readonly Requirement<MetricDimension>[] {
  const dimensions = findMetric(metricName)?.dimensions;
  return [
    {
      property: 'name',
      refuses: (name) => dimensions?.includes(name) === false,
      rule: `the dimensions of ${metricName} are ${listOf(dimensions ?? [])}`,
      cure: 'Choose one of them, spelled so, or leave the dimension out.',
    },
    {
      property: 'operator',
      refuses: noneOf(dimensionOperators),
      rule: `a dimension is compared by ${listOf(dimensionOperators)}`,
      cure: 'Choose one of them.',
    },
    {
      property: 'values',
      refuses: (values) => values.length === 0,
      rule: 'a dimension is compared with at least one value',
      cure: "Give for example ['orders'].",
    },
  ];
}
