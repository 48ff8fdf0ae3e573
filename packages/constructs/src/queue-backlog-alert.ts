import {
  entityNameDimension,
  metricAlertProblems,
  metricNamespace,
  type MetricAggregation,
} from '@ams/service-bus-model';
import { MonitorMetricAlert } from '@cdktf/provider-azurerm/lib/monitor-metric-alert/index.js';
import type { IResolvable } from 'cdktf';
import { Construct } from 'constructs';
import { isoDuration, type DurationInput } from './duration.js';
import type { IActionGroup } from './action-group-reference.js';
import { known } from './known.js';
import type { IServiceBusQueue } from './queue-base.js';
import { refuse } from './refusal.js';

export interface QueueBacklogAlertProps {
  /** 1 to 260 characters, none of `* # & + : < > ? @ % { } \ / |`; unique in the resource group. */
  readonly name: string;
  readonly queue: IServiceBusQueue;
  /** Who is told, at most 5 groups. */
  readonly actionGroups: readonly IActionGroup[];
  /** The alert fires while more active messages than this wait in the queue. */
  readonly threshold: number;
  /**
   * How the number of messages in the window is summed up: Average, Minimum or Maximum. A backlog has no Total.
   * @default 'Average'
   */
  readonly aggregation?: MetricAggregation;
  /**
   * How often it is evaluated: PT1M, PT5M, PT15M, PT30M or PT1H.
   * @default 'PT1M'
   */
  readonly frequency?: DurationInput;
  /**
   * Span of time it looks at: PT1M, PT5M, PT15M, PT30M, PT1H, PT6H, PT12H or P1D, and at least the frequency.
   * @default 'PT5M'
   */
  readonly windowSize?: DurationInput;
  /**
   * 0 (critical) to 4 (verbose).
   * @default 3
   */
  readonly severity?: number;
  /**
   * What the mail says first.
   * @default a sentence that names the queue and the threshold
   */
  readonly description?: string;
  /**
   * Whether it is resolved by itself when the backlog is gone.
   * @default true
   */
  readonly autoMitigate?: boolean | IResolvable;
  /**
   * Whether it is evaluated.
   * @default true
   */
  readonly enabled?: boolean | IResolvable;
  /** @default no tags */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * Tells people that a queue's consumers fall behind.
 *
 * Service Bus metrics exist for namespaces alone, so the alert watches the namespace and picks the queue by the
 * dimension EntityName. An alert on the queue's own id passes validate and plan, and is refused by Azure at apply.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class QueueBacklogAlert extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: MonitorMetricAlert;

  constructor(scope: Construct, id: string, props: QueueBacklogAlertProps) {
    super(scope, id);
    const {
      name,
      queue,
      actionGroups,
      threshold,
      aggregation = 'Average',
      severity,
      description = `More than ${threshold} messages wait in the queue ${queue.queueName}: its consumers are down or too slow.`,
      autoMitigate,
      enabled,
      tags,
    } = props;
    const frequency = isoDuration(props.frequency ?? 'PT1M');
    const windowSize = isoDuration(props.windowSize ?? 'PT5M');
    const criterion = {
      metricNamespace,
      metricName: 'ActiveMessages',
      aggregation,
      operator: 'GreaterThan',
      threshold,
    } as const;
    refuse(
      this,
      metricAlertProblems({
        ...known({ name, frequency, windowSize, severity }),
        actionGroups: actionGroups.map((group) => group.node.path),
        criteria: [known(criterion)],
      }),
    );

    this.resource = new MonitorMetricAlert(this, 'Default', {
      name,
      description,
      resourceGroupName: queue.namespace.resourceGroupName,
      scopes: [queue.namespace.namespaceId],
      frequency,
      windowSize,
      severity,
      autoMitigate,
      enabled,
      criteria: [
        {
          ...criterion,
          dimension: [{ name: entityNameDimension, operator: 'Include', values: [queue.queueName] }],
        },
      ],
      action: actionGroups.map(({ actionGroupId }) => ({ actionGroupId })),
      tags: tags && { ...tags },
    });
  }
}
