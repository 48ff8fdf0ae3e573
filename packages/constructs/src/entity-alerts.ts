import { entityNameDimension, limits, queueDefaults, type MetricName, type Sku } from '@ams/service-bus-model';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import {
  alertOn,
  sizeThreshold,
  type AlertOwner,
  type BacklogAlertProps,
  type EntitySizeAlertProps,
  type SignalAlertProps,
} from './alert-signals.js';
import { isUnresolved } from './known.js';
import type { PartOwner } from './logical-id.js';
import type { MetricAlert } from './metric-alert.js';
import { ServiceBusMetric, type MetricOptions } from './metric.js';
import type { IServiceBusNamespace } from './namespace-base.js';

/** The metrics of a queue or topic, and alerts on what commonly goes wrong with it. */
export interface EntityAlerts {
  /**
   * A metric of this entity alone.
   *
   * @throws {AzureRefusalError} for a metric, aggregation or dimension that Azure does not have for it
   */
  metric(name: MetricName, options?: MetricOptions): ServiceBusMetric;

  /**
   * Tells people when messages are dead-lettered: of a topic, by all its subscriptions.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnDeadLetters(props: SignalAlertProps): MetricAlert;

  /**
   * Tells people when the entity is nearly full: by default at 80 percent of its room. A full one refuses messages.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply, and where the room is not known
   */
  alertOnSize(props: EntitySizeAlertProps): MetricAlert;
}

/** The metrics of a queue, and alerts on what commonly goes wrong with it. */
export interface QueueAlerts extends EntityAlerts {
  /**
   * Tells people when more messages wait than the threshold: consumers are down or too slow. There is none for topics,
   * whose messages wait in subscriptions, of which Azure has no metrics.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnBacklog(props: BacklogAlertProps): MetricAlert;
}

/** A queue or topic as its alerts see it. */
export interface AlertedEntity extends AlertOwner {
  readonly kind: 'queue' | 'topic';
  readonly entityName: string;
  readonly namespace: IServiceBusNamespace;
}

/** A queue or topic, as its alerts see it. Alerts are named after namespace and entity. */
export function alertedEntity(
  kind: AlertedEntity['kind'],
  construct: Construct & Pick<AlertedEntity, 'entityName' | 'namespace'> & { readonly plainName: string | undefined },
  element: PartOwner,
): AlertedEntity {
  const { entityName, namespace } = construct;
  // An entity's name can have slashes; an alert's cannot.
  const name = construct.plainName?.replaceAll('/', '-') ?? entityName;
  return { kind, construct, element, entityName, namespace, prefix: `${namespace.namespaceName}-${name}` };
}

export function entityMetric(
  { construct, namespace, entityName }: Pick<AlertedEntity, 'construct' | 'namespace' | 'entityName'>,
  name: MetricName,
  { dimensions = [], ...options }: MetricOptions = {},
): ServiceBusMetric {
  const entity = { name: entityNameDimension, values: [entityName] };
  return new ServiceBusMetric(construct, namespace, name, { ...options, dimensions: [entity, ...dimensions] });
}

export function alertOnBacklog(
  entity: AlertedEntity,
  { threshold, aggregation, ...props }: BacklogAlertProps,
): MetricAlert {
  const signal = {
    key: 'backlog',
    metric: entityMetric(entity, 'ActiveMessages', { aggregation }),
    threshold,
    severity: 2,
    description: `More than ${threshold} messages wait in the queue ${entity.entityName}: its consumers are down or too slow.`,
  };
  return alertOn(entity, signal, props);
}

export function alertOnDeadLetters(
  entity: AlertedEntity,
  { threshold = 0, aggregation = 'Maximum', ...props }: SignalAlertProps,
): MetricAlert {
  const signal = {
    key: 'dead-letters',
    metric: entityMetric(entity, 'DeadletteredMessages', { aggregation }),
    threshold,
    severity: 2,
    description: `More than ${threshold} dead letters of the ${entity.kind} ${entity.entityName} wait for somebody to look at them.`,
  };
  return alertOn(entity, signal, props);
}

/** @param megabytes room of the entity, where it is known */
export function alertOnEntitySize(
  entity: AlertedEntity,
  megabytes: number | undefined,
  { percent = 80, maxSizeInMegabytes, aggregation = 'Maximum', ...props }: EntitySizeAlertProps,
): MetricAlert {
  const signal = {
    key: 'size',
    metric: entityMetric(entity, 'Size', { aggregation }),
    threshold: sizeThreshold(entity.construct, percent, maxSizeInMegabytes ?? megabytes),
    severity: 2,
    description: `The ${entity.kind} ${entity.entityName} is filled to ${percent} percent. When it is full, it refuses messages.`,
  };
  return alertOn(entity, signal, props);
}

/** What a queue's or topic's resource says of its room. */
export interface Roomy {
  readonly maxSizeInMegabytesInput?: number;
  readonly partitioningEnabledInput?: boolean | IResolvable;
}

/** Room in megabytes, all partitions together; undefined where only Terraform knows. */
export function roomInMegabytes(resource: Roomy, sku: Sku | undefined): number | undefined {
  const size = resource.maxSizeInMegabytesInput ?? queueDefaults.maxSizeInMegabytes;
  const partitioned = resource.partitioningEnabledInput ?? false;
  if (isUnresolved(size) || isUnresolved(partitioned)) return undefined;
  if (partitioned === false || sku === 'Premium') return size;
  return sku === undefined ? undefined : size * limits.entityPartitions;
}
