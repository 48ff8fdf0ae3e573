import { queueDefaults, type MetricName } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import {
  alertOn,
  sizeThreshold,
  type EntitySizeAlertProps,
  type Signal,
  type SignalAlertProps,
  type SignalSettings,
} from './alert-signals.js';
import type { PartOwner } from './logical-id.js';
import type { MetricAlert } from './metric-alert.js';
import { ServiceBusMetric, type MetricOptions } from './metric.js';
import type { IServiceBusNamespace } from './namespace-base.js';

/** The metrics of a namespace, and alerts on what commonly goes wrong with it. */
export interface NamespaceAlerts {
  /**
   * A metric of the whole namespace. Of a level such as ActiveMessages that is the average over its entities:
   * `metric(name).ofEachEntity()` looks at each on its own.
   *
   * @throws {AzureRefusalError} for a metric, aggregation or dimension that Azure does not have on this tier
   */
  metric(name: MetricName, options?: MetricOptions): ServiceBusMetric;

  /**
   * Tells people when requests are throttled: more is asked of the namespace than its tier or capacity gives.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnThrottling(props: SignalAlertProps): MetricAlert;

  /**
   * Tells people when requests fail by no fault of the clients.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnServerErrors(props: SignalAlertProps): MetricAlert;

  /**
   * Tells people when messages of any queue or topic are dead-lettered; each fires on its own.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnDeadLetters(props: SignalAlertProps): MetricAlert;

  /**
   * Tells people when any queue or topic is nearly full; each fires on its own. They are taken to have room for 1024 MB
   * each, unless `maxSizeInMegabytes` says otherwise.
   *
   * @throws {AzureRefusalError} for what Azure would refuse at apply
   */
  alertOnSize(props: EntitySizeAlertProps): MetricAlert;
}

type AlertedNamespace = Construct & IServiceBusNamespace;

function alertOnNamespace(
  namespace: AlertedNamespace,
  element: PartOwner,
  signal: Signal,
  props: SignalSettings,
): MetricAlert {
  return alertOn({ construct: namespace, element, prefix: namespace.namespaceName }, signal, props);
}

export function namespaceMetric(
  namespace: AlertedNamespace,
  name: MetricName,
  options?: MetricOptions,
): ServiceBusMetric {
  return new ServiceBusMetric(namespace, namespace, name, options);
}

export function alertOnThrottling(
  namespace: AlertedNamespace,
  element: PartOwner,
  { threshold = 0, aggregation, ...props }: SignalAlertProps,
): MetricAlert {
  const signal = {
    key: 'throttling',
    metric: namespaceMetric(namespace, 'ThrottledRequests', { aggregation }),
    threshold,
    severity: 2,
    description: `More than ${threshold} requests to the namespace ${namespace.namespaceName} were throttled: it is asked for more than its tier and capacity give.`,
  };
  return alertOnNamespace(namespace, element, signal, props);
}

export function alertOnServerErrors(
  namespace: AlertedNamespace,
  element: PartOwner,
  { threshold = 0, aggregation, ...props }: SignalAlertProps,
): MetricAlert {
  const signal = {
    key: 'server-errors',
    metric: namespaceMetric(namespace, 'ServerErrors', { aggregation }),
    threshold,
    severity: 1,
    description: `More than ${threshold} requests to the namespace ${namespace.namespaceName} failed by no fault of its clients.`,
  };
  return alertOnNamespace(namespace, element, signal, props);
}

export function alertOnAnyDeadLetters(
  namespace: AlertedNamespace,
  element: PartOwner,
  { threshold = 0, aggregation = 'Maximum', ...props }: SignalAlertProps,
): MetricAlert {
  const signal = {
    key: 'dead-letters',
    metric: namespaceMetric(namespace, 'DeadletteredMessages', { aggregation }).ofEachEntity(),
    threshold,
    severity: 2,
    description: `More than ${threshold} dead letters of a queue or topic of the namespace ${namespace.namespaceName} wait for somebody to look at them.`,
  };
  return alertOnNamespace(namespace, element, signal, props);
}

export function alertOnAnySize(
  namespace: AlertedNamespace,
  element: PartOwner,
  { percent = 80, maxSizeInMegabytes, aggregation = 'Maximum', ...props }: EntitySizeAlertProps,
): MetricAlert {
  const megabytes = maxSizeInMegabytes ?? queueDefaults.maxSizeInMegabytes;
  const signal = {
    key: 'size',
    metric: namespaceMetric(namespace, 'Size', { aggregation }).ofEachEntity(),
    threshold: sizeThreshold(namespace, percent, megabytes),
    severity: 2,
    description: `A queue or topic of the namespace ${namespace.namespaceName} is filled to ${percent} percent of ${megabytes} MB. When it is full, it refuses messages.`,
  };
  return alertOnNamespace(namespace, element, signal, props);
}
