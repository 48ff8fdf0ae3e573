import { testTopology } from '@ams/messaging-runtime/testing';
import { defineQueue, type MetricAlertDefinition, type Topology } from '@ams/service-bus-model';

/** Dead letters in a queue that make the alert {@link deadLetterAlert} fire. */
export const deadLetterThreshold = 5;

/** Fires for each queue by itself. */
export const deadLetterAlert: MetricAlertDefinition = {
  name: 'dead-letters',
  description: 'Messages wait to be mended.',
  enabled: true,
  severity: 2,
  frequency: 'PT1M',
  windowSize: 'PT5M',
  autoMitigate: true,
  scope: 'messaging-test',
  criteria: [
    {
      metricName: 'DeadletteredMessages',
      metricNamespace: 'Microsoft.ServiceBus/namespaces',
      aggregation: 'Maximum',
      operator: 'GreaterThan',
      threshold: deadLetterThreshold,
      dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
    },
  ],
  actionGroups: ['on-call'],
};

/** Fires while orders pile up. */
export const backlogAlert: MetricAlertDefinition = {
  ...deadLetterAlert,
  name: 'orders-backlog',
  description: 'Orders come faster than they are processed.',
  severity: 3,
  criteria: [
    {
      metricName: 'ActiveMessages',
      metricNamespace: 'Microsoft.ServiceBus/namespaces',
      aggregation: 'Average',
      operator: 'GreaterThan',
      threshold: 2_000,
      dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
    },
  ],
};

/** The entities that the apps work with, alerts on them with somebody to tell, and a queue that is forwarded. */
export function stageTopology(name = 'messaging-test'): Topology {
  const topology = testTopology();
  return {
    ...topology,
    namespace: { ...topology.namespace, name },
    queues: [...topology.queues, defineQueue({ name: 'returns', forwardTo: 'orders' })],
    actionGroups: [
      {
        name: 'on-call',
        shortName: 'oncall',
        enabled: true,
        emailReceivers: [{ name: 'team', emailAddress: 'team@example.com' }],
        webhookReceivers: [],
      },
    ],
    metricAlerts: [deadLetterAlert, backlogAlert].map((alert) => ({ ...alert, scope: name })),
  };
}
