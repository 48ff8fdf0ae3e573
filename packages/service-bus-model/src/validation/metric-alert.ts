import { tryParseDuration } from '../durations.js';
import { limits } from '../limits.js';
import { nameRules } from '../names.js';
import type { DynamicMetricCriterion, MetricAlertDefinition, MetricCriterion } from '../topology.js';
import { listOf, misnamed, noneOf, outsideIntegers } from './conditions.js';
import type { NamespaceTraits } from './entity.js';
import { dynamicCriterionProblems, metricCriterionProblems, severalValuesProblems } from './metric-criterion.js';
import { problemsOf, type Problem, type Requirement } from './problem.js';

const dynamicPeriods: readonly string[] = limits.dynamicAlertPeriods;

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
  ...(['frequency', 'windowSize'] as const).map((property) => ({
    property,
    refuses: (period: string, { dynamicCriterion }: PartialMetricAlert) =>
      dynamicCriterion !== undefined && !dynamicPeriods.includes(period),
    rule: `an alert with a dynamic threshold has a ${property} of ${listOf(dynamicPeriods)}`,
    cure: 'Choose one of them, written so.',
  })),
  {
    property: 'windowSize',
    refuses: (window, { frequency = limits.alertFrequencies[0] }) =>
      (tryParseDuration(window) ?? Infinity) < (tryParseDuration(frequency) ?? 0),
    rule: ({ frequency }) => `a window is at least as long as the time between evaluations, ${frequency}`,
    cure: 'Choose a longer windowSize or a shorter frequency.',
  },
  {
    property: 'criteria',
    refuses: (criteria, { dynamicCriterion }) =>
      dynamicCriterion === undefined && (criteria.length < 1 || criteria.length > limits.alertCriteria),
    rule: `an alert has 1 to ${limits.alertCriteria} criteria`,
    cure: ({ criteria = [] }) => (criteria.length === 0 ? 'Give one.' : 'Split the alert in several.'),
  },
  {
    property: 'criteria',
    refuses: (criteria, { dynamicCriterion }) => dynamicCriterion !== undefined && criteria.length > 0,
    rule: 'an alert with a dynamic threshold has no other criteria',
    cure: 'Make an alert of its own for each.',
  },
  {
    property: 'actionGroups',
    refuses: (groups) => groups.length > limits.alertActionGroups,
    rule: `an alert calls at most ${limits.alertActionGroups} action groups`,
    cure: 'Put the receivers into fewer action groups.',
  },
];

/** A metric alert of which not all may be known yet. */
export type PartialMetricAlert = Partial<Omit<MetricAlertDefinition, 'criteria' | 'dynamicCriterion'>> & {
  readonly criteria?: readonly Partial<MetricCriterion>[];
  readonly dynamicCriterion?: Partial<DynamicMetricCriterion>;
};

/**
 * What Azure would refuse in a metric alert on a Service Bus namespace. Absent properties are not judged.
 *
 * Sources: "Understand how metric alerts work", "Resource Manager template samples for metric alert rules"
 * (learn.microsoft.com).
 */
export function metricAlertProblems(alert: PartialMetricAlert, namespace: NamespaceTraits = {}): readonly Problem[] {
  const { criteria = [], dynamicCriterion } = alert;
  return [
    ...problemsOf(alert, requirements),
    ...criteria.flatMap((criterion, index) =>
      within(`criteria[${index}]`, [
        ...metricCriterionProblems(criterion, namespace),
        ...(criteria.length > 1 ? severalValuesProblems(criterion) : []),
      ]),
    ),
    ...(dynamicCriterion === undefined
      ? []
      : within('dynamicCriterion', dynamicCriterionProblems(dynamicCriterion, namespace))),
  ];
}

function within(place: string, problems: readonly Problem[]): readonly Problem[] {
  return problems.map((problem) => ({ ...problem, property: `${place}.${problem.property}` }));
}
