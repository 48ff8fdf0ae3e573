import { entityNameDimension, metricNamespace } from '@ams/service-bus-model';
import type { MonitorAutoscaleSettingProfile } from '@cdktf/provider-azurerm/lib/monitor-autoscale-setting/index.js';
import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';
import { entityOf, namespaceOf, type WorkerSource } from './worker-source.js';

interface AutoscaleProps {
  readonly source: WorkerSource;
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly messagesPerInstance: number;
  readonly windowSize: string;
  readonly cooldown: string;
}

/**
 * Adds an instance while more messages wait for each than it is there for, and takes one away while no more than half
 * as many do. In between nothing happens, so that instances do not come and go.
 *
 * Azure Monitor has the metric of the namespace alone, and picks the queue or topic by the dimension EntityName.
 */
export function backlogProfile(props: AutoscaleProps): MonitorAutoscaleSettingProfile {
  const { minInstances, maxInstances, messagesPerInstance } = props;
  return {
    name: 'messages',
    capacity: { minimum: minInstances, default: minInstances, maximum: maxInstances },
    rule: [
      rule(props, { operator: 'GreaterThan', threshold: messagesPerInstance, direction: 'Increase' }),
      rule(props, {
        operator: 'LessThanOrEqual',
        threshold: Math.floor(messagesPerInstance / 2),
        direction: 'Decrease',
      }),
    ],
  };
}

interface Step {
  readonly operator: string;
  readonly threshold: number;
  readonly direction: 'Increase' | 'Decrease';
}

function rule({ source, windowSize, cooldown }: AutoscaleProps, { operator, threshold, direction }: Step) {
  return {
    metricTrigger: {
      metricName: 'ActiveMessages',
      metricNamespace,
      metricResourceId: namespaceOf(source).namespaceId,
      dimensions: [{ name: entityNameDimension, operator: 'Equals', values: [entityOf(source).entityName] }],
      timeGrain: 'PT1M',
      statistic: 'Average',
      timeWindow: windowSize,
      timeAggregation: 'Average',
      operator,
      threshold,
      divideByInstanceCount: true,
    },
    scaleAction: { direction, type: 'ChangeCount', value: 1, cooldown },
  };
}

/** Warns at synth of a count that is not the source's own. */
export function adviseOnMetric(worker: IConstruct, source: WorkerSource): void {
  if (!('topic' in source)) return;
  Annotations.of(worker).addWarning(
    'source is a subscription, and Azure Monitor counts the messages of a topic over all its subscriptions: the worker is scaled by all of them together. Use ContainerAppWorker, which counts the subscription alone.',
  );
}
