import {
  metricAlertProblems,
  metricNamespace,
  tagProblems,
  type AlertSensitivity,
  type DynamicMetricOperator,
  type MetricAggregation,
  type MetricDimension,
  type MetricOperator,
  type Problem,
} from '@ams/service-bus-model';
import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js';
import { Construct } from 'constructs';
import type { AlertSettings } from './alert-settings.js';
import { claimNameInGroup } from './claimed-names.js';
import { isoDuration } from './duration.js';
import { known } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { AzureRefusalError } from './refusal.js';

/** What an alert needs to know of a metric: a `ServiceBusMetric` is one. */
export interface WatchedMetric {
  readonly namespace: IServiceBusNamespace;
  readonly name: string;
  readonly aggregation: MetricAggregation;
  readonly dimensions: readonly MetricDimension[];
}

export interface StaticThreshold {
  /** What the metric is compared with, in its own unit. */
  readonly threshold: number;
  /**
   * Equals, GreaterThan, GreaterThanOrEqual, LessThan or LessThanOrEqual.
   * @default 'GreaterThan'
   */
  readonly operator?: Exclude<MetricOperator, 'NotEquals'>;
}

export interface DynamicThreshold {
  /**
   * Which way out of the ordinary it fires: GreaterThan, LessThan or GreaterOrLessThan.
   * @default 'GreaterOrLessThan'
   */
  readonly operator?: DynamicMetricOperator;
  /**
   * Low fires on large deviations alone, High on small ones already.
   * @default 'Medium'
   */
  readonly alertSensitivity?: AlertSensitivity;
  /**
   * Windows it looks at, at least 1.
   * @default 4
   */
  readonly evaluationTotalCount?: number;
  /**
   * How many of these must be out of the ordinary.
   * @default all
   */
  readonly evaluationFailureCount?: number;
  /**
   * When to start learning: a date and time of RFC 3339, `2025-01-31T00:00:00Z`.
   * @default as far back as there is data
   */
  readonly ignoreDataBefore?: string;
}

export interface MetricAlertCriterion extends StaticThreshold {
  readonly metric: WatchedMetric;
}

export interface DynamicMetricAlertCriterion extends DynamicThreshold {
  readonly metric: WatchedMetric;
}

export interface MetricAlertProps extends AlertSettings {
  /**
   * What must hold, all at once: at most 5, of one namespace. Several look at one value of each dimension.
   * @default none; then there is a dynamic one
   */
  readonly criteria?: readonly MetricAlertCriterion[];
  /**
   * In place of criteria: a threshold that Azure Monitor learns from the metric's past. It takes three days to.
   * @default none
   */
  readonly dynamicCriterion?: DynamicMetricAlertCriterion;
}

/**
 * Tells people when metrics of a namespace cross thresholds.
 *
 * Service Bus metrics exist for namespaces alone, so the alert watches the namespace and picks a queue or topic by the
 * dimension EntityName. An alert on a queue's own id passes validate and plan, and is refused by Azure at apply.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class MetricAlert extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: MonitorMetricAlert;

  constructor(scope: Construct, id: string, props: MetricAlertProps) {
    super(scope, id);
    const { name, description, resourceGroup, severity, actionGroups, autoMitigate, enabled, tags } = props;
    const frequency = isoDuration(props.frequency ?? (props.dynamicCriterion === undefined ? 'PT1M' : 'PT5M'));
    const windowSize = isoDuration(props.windowSize ?? 'PT5M');
    const criteria = (props.criteria ?? []).map(staticArguments);
    const dynamicCriterion = props.dynamicCriterion && dynamicArguments(props.dynamicCriterion);
    const [namespace] = namespacesOf(props);
    const problems = [
      ...metricAlertProblems(
        {
          ...known({ name, frequency, windowSize, severity }),
          actionGroups: actionGroups.map((group) => group.node.path),
          criteria: criteria.map(judged),
          ...(dynamicCriterion && { dynamicCriterion: judged(dynamicCriterion) }),
        },
        namespace,
      ),
      ...foreignCriteriaProblems(props),
      ...tagProblems(tags && known(tags)),
    ];
    // Without criteria there is no namespace, and a problem that says so.
    if (namespace === undefined || problems.length > 0) throw new AzureRefusalError(this.node.path, problems);
    const resourceGroupName = resourceGroup?.name ?? namespace.resourceGroupName;
    claimNameInGroup(this, 'metric alert', resourceGroupName, name);

    this.resource = new MonitorMetricAlert(this, 'Default', {
      name,
      description,
      resourceGroupName,
      scopes: [namespace.namespaceId],
      frequency,
      windowSize,
      severity,
      autoMitigate,
      enabled,
      criteria: criteria.length > 0 ? criteria : undefined,
      dynamicCriteria: dynamicCriterion,
      action: actionGroups.map(({ actionGroupId }) => ({ actionGroupId })),
      tags: tags && { ...tags },
    });
  }

  // Asked for late: once it has been, the resource's address is fixed.
  get alertId(): string {
    return this.resource.id;
  }
}

function selectionArguments({ name, aggregation, dimensions }: WatchedMetric) {
  const dimension = dimensions.map(({ values, ...rest }) => ({ ...rest, values: [...values] }));
  return { metricNamespace, metricName: name, aggregation, dimension: dimension.length > 0 ? dimension : undefined };
}

function staticArguments({ metric, threshold, operator = 'GreaterThan' }: MetricAlertCriterion) {
  return { ...selectionArguments(metric), operator, threshold };
}

function dynamicArguments({ metric, ...threshold }: DynamicMetricAlertCriterion) {
  const { evaluationTotalCount = 4, evaluationFailureCount = evaluationTotalCount } = threshold;
  const { operator = 'GreaterOrLessThan', alertSensitivity = 'Medium', ignoreDataBefore } = threshold;
  return {
    ...selectionArguments(metric),
    operator,
    alertSensitivity,
    evaluationTotalCount,
    evaluationFailureCount,
    ignoreDataBefore,
  };
}

function judged<T extends ReturnType<typeof selectionArguments>>({ dimension, ...criterion }: T) {
  return { ...known(criterion), ...(dimension && { dimensions: dimension }) };
}

/** The namespaces that the criteria are of, each once. */
function namespacesOf({ criteria = [], dynamicCriterion }: MetricAlertProps): readonly IServiceBusNamespace[] {
  const all = [...criteria, ...(dynamicCriterion ? [dynamicCriterion] : [])].map(({ metric }) => metric.namespace);
  return [...new Map(all.map((namespace) => [namespace.namespaceId, namespace])).values()];
}

function foreignCriteriaProblems(props: MetricAlertProps): readonly Problem[] {
  const namespaces = namespacesOf(props);
  if (namespaces.length < 2) return [];
  return [
    {
      property: 'criteria',
      value: namespaces.map(({ node }) => node.path),
      rule: 'an alert on Service Bus metrics watches one namespace',
      cure: 'Make an alert for each namespace.',
    },
  ];
}
