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

/** The entities that the apps work with, an alert on them with somebody to tell, and a queue that is forwarded. */
export function stageTopology(): Topology {
  const topology = testTopology();
  return {
    ...topology,
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
    metricAlerts: [deadLetterAlert],
  };
}
