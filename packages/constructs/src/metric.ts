import {
  entityNameDimension,
  everyValue,
  findMetric,
  metricCriterionProblems,
  type MetricAggregation,
  type MetricDimension,
  type MetricName,
} from '@ams/service-bus-model';
import type { Construct, IConstruct } from 'constructs';
import type { AlertSettings } from './alert-settings.js';
import { known } from './known.js';
import { MetricAlert, type DynamicThreshold, type StaticThreshold, type WatchedMetric } from './metric-alert.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { refuse } from './refusal.js';

export interface MetricOptions {
  /**
   * How the values in a window are summed up. Levels such as ActiveMessages have Average, Minimum and Maximum; counts
   * such as IncomingMessages have Total alone.
   * @default the metric's usual one
   */
  readonly aggregation?: MetricAggregation;
  /**
   * What else it looks at, such as `OperationResult` of ServerErrors. Values are told apart: an alert fires for each on
   * its own. `*` is each value there is.
   * @default everything
   */
  readonly dimensions?: readonly MetricDimensionProps[];
}

export interface MetricDimensionProps extends Omit<MetricDimension, 'operator'> {
  /**
   * Whether it looks at these values, at all others, or at those that begin so.
   * @default 'Include'
   */
  readonly operator?: MetricDimension['operator'];
}

/** A metric of a namespace, queue or topic, for alerts and charts. */
export class ServiceBusMetric implements WatchedMetric {
  readonly namespace: IServiceBusNamespace;
  readonly name: MetricName;
  readonly aggregation: MetricAggregation;
  readonly dimensions: readonly MetricDimension[];

  /**
   * @param owner what the metric is of; errors name it
   * @throws {AzureRefusalError} for a metric, aggregation or dimension that Azure does not have, on this tier
   */
  constructor(
    private readonly owner: IConstruct,
    namespace: IServiceBusNamespace,
    name: MetricName,
    { aggregation = findMetric(name)?.aggregations[0] ?? 'Average', dimensions = [] }: MetricOptions = {},
  ) {
    this.namespace = namespace;
    this.name = name;
    this.aggregation = aggregation;
    this.dimensions = dimensions.map((dimension) => ({ operator: 'Include', ...dimension }));
    refuse(
      owner,
      metricCriterionProblems({ metricName: name, ...known({ aggregation }), dimensions: this.dimensions }, namespace),
    );
  }

  /**
   * This metric of every queue and topic on its own, also of those that come later.
   *
   * @throws {AzureRefusalError} for a metric of the whole namespace, such as ActiveConnections
   */
  ofEachEntity(): ServiceBusMetric {
    const others = this.dimensions.filter(({ name }) => name !== entityNameDimension);
    return new ServiceBusMetric(this.owner, this.namespace, this.name, {
      aggregation: this.aggregation,
      dimensions: [...others, { name: entityNameDimension, values: [everyValue] }],
    });
  }

  /**
   * Tells people when the metric crosses a threshold.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alert(scope: Construct, id: string, props: AlertSettings & StaticThreshold): MetricAlert {
    const { threshold, operator, ...settings } = props;
    return new MetricAlert(scope, id, { ...settings, criteria: [{ metric: this, threshold, operator }] });
  }

  /**
   * Tells people when the metric leaves its usual course, which Azure Monitor learns: of traffic, not of levels such as
   * ActiveMessages.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  dynamicAlert(scope: Construct, id: string, props: AlertSettings & DynamicThreshold): MetricAlert {
    const { operator, alertSensitivity, evaluationTotalCount, evaluationFailureCount, ignoreDataBefore, ...settings } =
      props;
    const threshold = { operator, alertSensitivity, evaluationTotalCount, evaluationFailureCount, ignoreDataBefore };
    return new MetricAlert(scope, id, { ...settings, dynamicCriterion: { metric: this, ...threshold } });
  }
}
