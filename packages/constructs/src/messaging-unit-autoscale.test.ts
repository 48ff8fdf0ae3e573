import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  Duration,
  ProtectStatefulEntities,
  ServiceBusNamespace,
  type AutoscaleProps,
  type ServiceBusNamespaceProps,
} from './index.js';
import { Aspects } from 'cdktf';
import type { Construct } from 'constructs';

const premium: ServiceBusNamespaceProps = { name: 'ams-dev-bus', resourceGroup, sku: 'Premium' };

function autoscaled(props: AutoscaleProps, namespace: Partial<ServiceBusNamespaceProps> = {}) {
  return (scope: Construct) => {
    const bus = new ServiceBusNamespace(scope, 'bus', { ...premium, ...namespace });
    bus.autoscale(props);
  };
}

function settingsOf(props: AutoscaleProps, namespace?: Partial<ServiceBusNamespaceProps>) {
  const { resource } = synthesize(autoscaled(props, namespace));
  return Object.values(resource['azurerm_monitor_autoscale_setting'] ?? {});
}

const trigger = {
  metric_namespace: 'Microsoft.ServiceBus/namespaces',
  metric_name: 'NamespaceCpuUsage',
  metric_resource_id: '${azurerm_servicebus_namespace.bus.id}',
  time_grain: 'PT1M',
  statistic: 'Max',
  time_aggregation: 'Average',
};

describe('MessagingUnitAutoscale', () => {
  it('doubles units above 70 percent of the CPU and halves them below 25', () => {
    expect(settingsOf({ maximum: 8 })).toEqual([
      {
        name: '${azurerm_servicebus_namespace.bus.name}-autoscale',
        resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
        location: 'eastus',
        target_resource_id: '${azurerm_servicebus_namespace.bus.id}',
        profile: [
          {
            name: 'default',
            capacity: { minimum: 1, maximum: 8, default: 1 },
            rule: [
              {
                metric_trigger: { ...trigger, operator: 'GreaterThan', threshold: 70, time_window: 'PT5M' },
                scale_action: { direction: 'Increase', type: 'ServiceAllowedNextValue', value: 1, cooldown: 'PT5M' },
              },
              {
                metric_trigger: { ...trigger, operator: 'LessThan', threshold: 25, time_window: 'PT15M' },
                scale_action: { direction: 'Decrease', type: 'ServiceAllowedNextValue', value: 1, cooldown: 'PT15M' },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('takes every setting', () => {
    const [setting] = settingsOf({
      name: 'units',
      minimum: 2,
      maximum: 16,
      default: 4,
      scaleOutCpuPercent: 60,
      scaleInCpuPercent: 20,
      scaleOutMemoryPercent: 80,
      scaleInMemoryPercent: 30,
      scaleOutWindow: Duration.minutes(10),
      scaleInWindow: 'PT1H',
      scaleOutCooldown: 'PT2M',
      scaleInCooldown: 'PT30M',
      emailAddresses: ['oncall@example.com'],
      webhooks: ['https://incidents.example.com/azure'],
      resourceGroup: { name: 'monitoring', location: 'westus' },
      enabled: false,
      tags: { team: 'ordering' },
    });
    expect(setting).toMatchObject({
      name: 'units',
      resource_group_name: 'monitoring',
      location: 'westus',
      enabled: false,
      notification: {
        email: { custom_emails: ['oncall@example.com'] },
        webhook: [{ service_uri: 'https://incidents.example.com/azure' }],
      },
      profile: [
        {
          capacity: { minimum: 2, maximum: 16, default: 4 },
          rule: [
            {
              metric_trigger: { metric_name: 'NamespaceCpuUsage', threshold: 60, time_window: 'PT10M' },
              scale_action: { direction: 'Increase', cooldown: 'PT2M' },
            },
            { metric_trigger: { metric_name: 'NamespaceMemoryUsage', threshold: 80 }, scale_action: { value: 1 } },
            {
              metric_trigger: { metric_name: 'NamespaceCpuUsage', threshold: 20, time_window: 'PT1H' },
              scale_action: { direction: 'Decrease', cooldown: 'PT30M' },
            },
            { metric_trigger: { metric_name: 'NamespaceMemoryUsage', threshold: 30 } },
          ],
        },
      ],
      tags: { team: 'ordering' },
    });
  });

  it('keeps Terraform from setting back the units, beside what else guards the namespace', () => {
    const { resource } = synthesize((scope) => {
      autoscaled({ maximum: 4 }, { preventDestroy: true })(scope);
      Aspects.of(scope).add(new ProtectStatefulEntities());
    });
    expect(resource['azurerm_servicebus_namespace']?.['bus']?.['lifecycle']).toEqual({
      prevent_destroy: true,
      ignore_changes: ['capacity'],
    });
  });

  it('has at least a unit for each partition', () => {
    const [setting] = settingsOf({ maximum: 8 }, { premiumMessagingPartitions: 2, capacity: 2 });
    expect(setting).toMatchObject({ profile: [{ capacity: { minimum: 2, maximum: 8, default: 2 } }] });
  });

  it('scales a namespace that exists', () => {
    const { resource } = synthesize((scope) => {
      const named = { name: 'ams-dev-bus', resourceGroupName: 'messaging' };
      ServiceBusNamespace.fromNamespaceName(scope, 'bus', named).autoscale({ maximum: 2 });
    });
    expect(Object.values(resource['azurerm_monitor_autoscale_setting'] ?? {})).toMatchObject([
      { target_resource_id: '${data.azurerm_servicebus_namespace.bus.id}' },
    ]);
  });

  it('warns where units would come and go in turn', () => {
    expect(warnings(autoscaled({ maximum: 4, scaleInCpuPercent: 40 }))).toEqual([
      'stack/bus/autoscale: scaleInCpuPercent is 40: half of the units have 80 percent usage then, and from 70 on they are doubled again. Give less than 35.',
    ]);
    expect(warnings(autoscaled({ maximum: 4 }))).toEqual([]);
  });

  it.each<[AutoscaleProps, string]>([
    [{ maximum: 3 }, 'maximum is 3, but Premium has 1, 2, 4, 8 or 16 messaging units. Choose one of these capacities.'],
    [{ minimum: 4, maximum: 2 }, 'minimum is 4, but the maximum is 2. Give a minimum that is not above the maximum.'],
    [{ maximum: 4, default: 8 }, 'default is 8, but the units are kept from 1 to 4. Choose one in between.'],
    [
      { maximum: 4, scaleOutCpuPercent: 100 },
      'scaleOutCpuPercent is 100, but a threshold is more than 0 and less than 100 percent. Give for example 70 to add messaging units, and 25 to take them away.',
    ],
    [
      { maximum: 4, scaleInCpuPercent: 70 },
      'scaleInCpuPercent is 70, but units are added from 70 percent on, and taken away at the same usage. Give less than half of scaleOutCpuPercent, since half of the units have twice the usage.',
    ],
    [
      { maximum: 4, scaleOutMemoryPercent: 50, scaleInMemoryPercent: 60 },
      'scaleInMemoryPercent is 60, but units are added from 50 percent on, and taken away at the same usage.',
    ],
    [
      { maximum: 4, scaleOutCooldown: 'PT30S' },
      "scaleOutCooldown is 'PT30S', but the wait after a change lasts an ISO 8601 duration from PT1M to P7D. Give for example 'PT1M'.",
    ],
    [
      { maximum: 4, scaleInWindow: 'PT1M' },
      "scaleInWindow is 'PT1M', but what autoscale looks back on lasts an ISO 8601 duration from PT5M to PT12H. Give for example 'PT5M'.",
    ],
    [
      { maximum: 4, emailAddresses: ['oncall'] },
      "emailAddresses[0] is 'oncall', but an e-mail address has the shape name@host.domain. Give for example 'oncall@example.com'.",
    ],
    [
      { maximum: 4, webhooks: ['incidents'] },
      "webhooks[0] is 'incidents', but a webhook is an address that begins with https:// or http://. Give for example 'https://incidents.example.com/azure'.",
    ],
    [
      { maximum: 4, name: 'units?' },
      "name is 'units?', but an autoscale setting's name has 1 to 260 characters, none of : < > + / & % \\ ? |, and does not end in a space or period. Choose for example 'messaging-dev-autoscale'.",
    ],
  ])('refuses %j', (props, message) => {
    expect(() => settingsOf(props)).toThrow('Azure would refuse stack/bus/autoscale:');
    expect(() => settingsOf(props)).toThrow(message);
  });

  it('refuses units that do not fit the partitions', () => {
    expect(() => settingsOf({ minimum: 1, maximum: 4 }, { premiumMessagingPartitions: 2, capacity: 2 })).toThrow(
      "minimum is 1, but every one of the 2 partitions has the same number of messaging units, at least one. Choose a capacity that is a multiple of the namespace's premiumMessagingPartitions.",
    );
  });

  it('refuses tiers without messaging units', () => {
    expect(() => settingsOf({ maximum: 4 }, { sku: 'Standard' })).toThrow(
      'maximum is 4, but Standard has no messaging units to scale. Choose the tier Premium.',
    );
  });

  it('refuses a namespace whose region nobody said', () => {
    const id = '/subscriptions/1/resourceGroups/messaging/providers/Microsoft.ServiceBus/namespaces/ams-dev-bus';
    expect(() =>
      synthesize((scope) => ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id }).autoscale({ maximum: 2 })),
    ).toThrow(
      "resourceGroup is undefined, but an autoscale setting has a region, and nobody said the namespace's. Give resourceGroup, or tell fromNamespaceId the location.",
    );
  });
});
