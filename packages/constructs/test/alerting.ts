import type { Construct } from 'constructs';
import {
  EmailActionGroup,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type ServiceBusNamespaceProps,
  type ServiceBusQueueProps,
} from '../src/index.js';
import { resourceGroup, synthesize } from './synthesize.js';

/** A small system with an action group, to set alerts on. */
export interface AlertedSystem {
  readonly scope: Construct;
  readonly namespace: ServiceBusNamespace;
  readonly queue: ServiceBusQueue;
  readonly topic: ServiceBusTopic;
  readonly actionGroups: readonly [EmailActionGroup];
}

interface SystemSettings {
  readonly sku?: ServiceBusNamespaceProps['sku'];
  readonly queue?: Partial<ServiceBusQueueProps>;
}

/** Adds the system: the namespace `ams-dev-bus` with the queue `orders` and the topic `events`. */
export function alertedSystem(scope: Construct, { sku = 'Standard', queue = {} }: SystemSettings = {}): AlertedSystem {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, sku });
  const emailReceivers = [{ name: 'oncall', emailAddress: 'oncall@example.com' }];
  const group = { name: 'messaging-alerts', shortName: 'messaging', resourceGroup, emailReceivers };
  return {
    scope,
    namespace,
    queue: new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, ...queue }),
    topic: new ServiceBusTopic(scope, 'events', { name: 'events', namespace }),
    actionGroups: [new EmailActionGroup(scope, 'alerts', group)],
  };
}

/** The alerts of the stack, by address, that the function adds to the system. */
export function alertsOf(add: (system: AlertedSystem) => void, settings?: SystemSettings) {
  const stack = synthesize((scope) => add(alertedSystem(scope, settings)));
  return stack.resource['azurerm_monitor_metric_alert'] ?? {};
}
