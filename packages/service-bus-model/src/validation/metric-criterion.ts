import { everyValue, findMetric, metricNamespace, metrics } from '../metrics.js';
import type {
  AlertSensitivity,
  DynamicMetricCriterion,
  DynamicMetricOperator,
  MetricCriterion,
  MetricDimension,
  MetricOperator,
  MetricSelection,
} from '../topology.js';
import { listOf, noneOf } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const operators: readonly MetricOperator[] = [
  'Equals',
  'GreaterThan',
  'GreaterThanOrEqual',
  'LessThan',
  'LessThanOrEqual',
];
const dynamicOperators: readonly DynamicMetricOperator[] = ['GreaterThan', 'LessThan', 'GreaterOrLessThan'];
const sensitivities: readonly AlertSensitivity[] = ['Low', 'Medium', 'High'];
const dimensionOperators: readonly MetricDimension['operator'][] = ['Include', 'Exclude', 'StartsWith'];

const selectionRequirements = ({ sku }: NamespaceTraits): readonly Requirement<Partial<MetricSelection>>[] => [
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
    property: 'metricName',
    refuses: (name) => sku !== undefined && findMetric(name)?.tiers?.includes(sku) === false,
    rule: ({ metricName }) => `a namespace of the tier ${sku} has no ${metricName}`,
    cure: ({ metricName }) =>
      `Choose another metric, or the tier ${listOf(findMetric(metricName ?? '')?.tiers ?? [])}.`,
  },
  {
    property: 'aggregation',
    refuses: (aggregation, { metricName }) =>
      findMetric(metricName ?? '')?.aggregations.includes(aggregation) === false,
    rule: ({ metricName }) =>
      `${metricName} can be aggregated as ${listOf(findMetric(metricName ?? '')?.aggregations ?? [])}`,
    cure: 'Choose one of these.',
  },
];

const staticRequirements: readonly Requirement<Partial<MetricCriterion>>[] = [
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

const dynamicRequirements: readonly Requirement<Partial<DynamicMetricCriterion>>[] = [
  {
    property: 'metricName',
    refuses: (name) => findMetric(name)?.learnable === false,
    rule: ({ metricName }) => `Azure Monitor has no dynamic thresholds for ${metricName}`,
    cure: 'Give a static threshold, or watch for example IncomingMessages.',
  },
  {
    property: 'operator',
    refuses: noneOf(dynamicOperators),
    rule: `a dynamic threshold is compared by ${listOf(dynamicOperators)}`,
    cure: 'Choose one of them.',
  },
  {
    property: 'alertSensitivity',
    refuses: noneOf(sensitivities),
    rule: `the sensitivity of a dynamic threshold is ${listOf(sensitivities)}`,
    cure: 'Choose one of them.',
  },
  {
    property: 'evaluationTotalCount',
    refuses: (count) => !Number.isInteger(count) || count < 1,
    rule: 'a dynamic threshold looks at a whole number of windows, at least 1',
    cure: 'Give for example 4.',
  },
  {
    property: 'evaluationFailureCount',
    refuses: (count, { evaluationTotalCount = Infinity }) =>
      !Number.isInteger(count) || count < 1 || count > evaluationTotalCount,
    rule: ({ evaluationTotalCount }) =>
      `an alert fires when 1 or more of the windows that it looks at${
        evaluationTotalCount === undefined ? '' : `, ${evaluationTotalCount} at most,`
      } are out of the ordinary`,
    cure: 'Choose a smaller evaluationFailureCount or a larger evaluationTotalCount.',
  },
  {
    property: 'ignoreDataBefore',
    refuses: (text) =>
      !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text) || isNaN(Date.parse(text)),
    rule: 'learning starts at a date and time of RFC 3339',
    cure: "Give for example '2025-01-31T00:00:00Z'.",
  },
];

/** What Azure would refuse in one criterion of a metric alert. Absent properties are not judged. */
export function metricCriterionProblems(
  criterion: Partial<MetricCriterion>,
  namespace: NamespaceTraits = {},
): readonly Problem[] {
  return [...selectionProblems(criterion, namespace), ...problemsOf(criterion, staticRequirements)];
}

/** What Azure would refuse in a dynamic criterion. Absent properties are not judged. */
export function dynamicCriterionProblems(
  criterion: Partial<DynamicMetricCriterion>,
  namespace: NamespaceTraits = {},
): readonly Problem[] {
  return [...selectionProblems(criterion, namespace), ...problemsOf(criterion, dynamicRequirements)];
}

/** Beside other criteria, a criterion may look at one value of each dimension alone. */
export function severalValuesProblems({ dimensions = [] }: Partial<MetricSelection>): readonly Problem[] {
  return dimensions.flatMap(({ operator, values }, index) =>
    operator === 'Include' && values.length === 1 && !values.includes(everyValue)
      ? []
      : [
          {
            property: `dimensions[${index}].values`,
            value: values,
            rule: 'an alert with several criteria includes one value of each dimension',
            cure: 'Make an alert of its own for each value or for each criterion.',
          },
        ],
  );
}

function selectionProblems(selection: Partial<MetricSelection>, namespace: NamespaceTraits): readonly Problem[] {
  return [
    ...problemsOf(selection, selectionRequirements(namespace)),
    ...(selection.dimensions ?? []).flatMap((dimension, index) =>
      problemsOf(dimension, dimensionRequirements(selection.metricName)).map((problem) => ({
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
      rule:
        dimensions?.length === 0
          ? `${metricName} has no dimensions: it is counted for the whole namespace`
          : `the dimensions of ${metricName} are ${listOf(dimensions ?? [])}`,
      cure:
        dimensions?.length === 0
          ? 'Leave the dimension out.'
          : 'Choose one of them, spelled so, or leave the dimension out.',
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
