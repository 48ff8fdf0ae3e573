import { entityNameDimension, type MetricAggregation } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import type { AlertSettings } from './alert-settings.js';
import { MetricAlert } from './metric-alert.js';
import type { IServiceBusQueue } from './queue-base.js';

export interface QueueBacklogAlertProps extends AlertSettings {
  readonly queue: IServiceBusQueue;
  /** The alert fires while more active messages than this wait in the queue. */
  readonly threshold: number;
  /**
   * How the number of messages in the window is summed up: Average, Minimum or Maximum. A backlog has no Total.
   * @default 'Average'
   */
  readonly aggregation?: MetricAggregation;
  /**
   * What the mail says first.
   * @default a sentence that names the queue and the threshold
   */
  readonly description?: string;
}

/**
 * Tells people that a queue's consumers fall behind. `queue.alertOnBacklog()` makes one without a name to think of.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class QueueBacklogAlert extends MetricAlert {
  constructor(scope: Construct, id: string, props: QueueBacklogAlertProps) {
    const { queue, threshold, aggregation = 'Average', ...settings } = props;
    const dimensions = [{ name: entityNameDimension, operator: 'Include', values: [queue.queueName] }] as const;
    super(scope, id, {
      ...settings,
      description:
        settings.description ??
        `More than ${threshold} messages wait in the queue ${queue.queueName}: its consumers are down or too slow.`,
      criteria: [
        { metric: { namespace: queue.namespace, name: 'ActiveMessages', aggregation, dimensions }, threshold },
      ],
    });
  }
}
