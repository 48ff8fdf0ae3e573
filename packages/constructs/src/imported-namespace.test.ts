import { TerraformVariable } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  ServiceBusQueue,
  type IServiceBusNamespace,
  type NamespaceReferenceProps,
} from './index.js';

function imported(
  props: Partial<NamespaceReferenceProps> = {},
  use: (namespace: IServiceBusNamespace) => void = () => undefined,
) {
  return synthesize((scope) =>
    use(
      ServiceBusNamespace.fromNamespaceName(scope, 'bus', {
        name: 'contoso-bus',
        resourceGroupName: 'ordering-rg',
        ...props,
      }),
    ),
  );
}

describe('ServiceBusNamespace.fromNamespaceName', () => {
  it('reads the namespace of that name', () => {
    expect(imported().data).toEqual({
      azurerm_servicebus_namespace: { bus: { name: 'contoso-bus', resource_group_name: 'ordering-rg' } },
    });
  });

  it('lets Terraform check what was told of it', () => {
    expect(imported({ sku: 'Premium', premiumMessagingPartitions: 2 }).data).toMatchObject({
      azurerm_servicebus_namespace: {
        bus: {
          lifecycle: {
            postcondition: [
              {
                condition: '${self.sku == "Premium"}',
                error_message: 'The namespace has another sku than Premium, which the program tells. Tell what it has.',
              },
              {
                condition: '${self.premium_messaging_partitions == 2}',
                error_message:
                  'The namespace has another premiumMessagingPartitions than 2, which the program tells. Tell what it has.',
              },
            ],
          },
        },
      },
    });
  });

  it('lets Terraform check no more than was told', () => {
    const conditions = imported({ sku: 'Standard' }).data?.['azurerm_servicebus_namespace']?.['bus']?.['lifecycle'];
    expect(conditions).toMatchObject({ postcondition: [{ condition: '${self.sku == "Standard"}' }] });
  });

  it('can get queues and keys', () => {
    const { resource } = imported({}, (namespace) => {
      new ServiceBusQueue(namespace, 'orders', { name: 'orders', namespace });
      namespace.addAccessRule('operations', { rights: ['Send'] });
    });
    expect(Object.values(resource['azurerm_servicebus_queue'] ?? {})).toMatchObject([
      { namespace_id: '${data.azurerm_servicebus_namespace.bus.id}' },
    ]);
    expect(resource['azurerm_servicebus_namespace_authorization_rule']).toMatchObject({
      bus_operations: { namespace_id: '${data.azurerm_servicebus_namespace.bus.id}', send: true },
    });
  });

  it('gets a private endpoint in its own region', () => {
    const { resource } = imported({ sku: 'Premium' }, (namespace) =>
      namespace.addPrivateEndpoint('endpoint', { subnetId: '${var.subnet}', dnsManagedElsewhere: true }),
    );
    expect(Object.values(resource['azurerm_private_endpoint'] ?? {})).toMatchObject([
      {
        location: '${data.azurerm_servicebus_namespace.bus.location}',
        resource_group_name: '${data.azurerm_servicebus_namespace.bus.resource_group_name}',
      },
    ]);
  });

  it('judges its entities by the tier that was told', () => {
    const sessions = (namespace: IServiceBusNamespace) =>
      new ServiceBusQueue(namespace, 'orders', { name: 'orders', namespace, requiresSession: true });
    expect(() => imported({ sku: 'Basic' }, sessions)).toThrow('Basic has no sessions');
    expect(() => imported({}, sessions)).not.toThrow();
  });

  it.each<[Partial<NamespaceReferenceProps>, string]>([
    [{ name: 'contoso-sb' }, "name is 'contoso-sb', but a namespace's name has"],
    [
      { sku: 'Standard', premiumMessagingPartitions: 2 },
      'premiumMessagingPartitions is 2, but Standard has 0 partitions. Leave premiumMessagingPartitions out, or choose the tier Premium.',
    ],
  ])('refuses %p', (props, message) => {
    expect(() => imported(props)).toThrow(`Azure would refuse stack/bus:\n  - ${message}`);
  });
});

const namespaceId =
  '/subscriptions/0000/resourceGroups/ordering-rg/providers/Microsoft.ServiceBus/namespaces/contoso-bus';

describe('ServiceBusNamespace.fromNamespaceId', () => {
  it('reads nothing, and takes name and resource group from the id', () => {
    const { resource, data } = synthesize((scope) => {
      const namespace = ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id: namespaceId, sku: 'Standard' });
      expect(namespace).toMatchObject({
        namespaceName: 'contoso-bus',
        resourceGroupName: 'ordering-rg',
        hostname: 'contoso-bus.servicebus.windows.net',
        location: undefined,
        sku: 'Standard',
        premiumMessagingPartitions: 0,
      });
      namespace.addAccessRule('operations', { rights: ['Send'] });
      namespace.grantSend('00000000-0000-0000-0000-000000000001');
    });
    expect(data).toBeUndefined();
    expect(Object.values(resource['azurerm_role_assignment'] ?? {})).toMatchObject([{ scope: namespaceId }]);
    expect(resource).toMatchObject({
      azurerm_servicebus_namespace_authorization_rule: {
        bus_operations: { namespace_id: namespaceId, name: 'operations', listen: false, manage: false, send: true },
      },
    });
  });

  it.each<[string, (scope: Construct) => string, string]>([
    ['a variable', (scope) => new TerraformVariable(scope, 'given', {}).stringValue, '${var.given}'],
    ['an expression', () => '${module.bus.id}', '${module.bus.id}'],
  ])('lets Terraform take apart an id that only it knows: %s', (_, idIn, written) => {
    const { resource, locals } = synthesize((scope) => {
      const namespace = ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id: idIn(scope), location: 'eastus' });
      namespace.addPrivateEndpoint('endpoint', { subnetId: '${var.subnet}', dnsManagedElsewhere: true });
      new ServiceBusNamespace(scope, 'other', { name: `${namespace.namespaceName}-2`, resourceGroup });
    });
    expect(locals).toEqual({ bus: written });
    expect(Object.values(resource['azurerm_private_endpoint'] ?? {})).toMatchObject([
      { resource_group_name: '${element(split("/", local.bus), 4)}', location: 'eastus' },
    ]);
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({
      other: { name: '${element(split("/", local.bus), 8)}-2' },
    });
  });

  it('refuses what is no id of a namespace', () => {
    expect(() =>
      synthesize((scope) => ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id: 'contoso-bus' })),
    ).toThrow(
      "Azure would refuse stack/bus:\n  - id is 'contoso-bus', but the id of a namespace is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.ServiceBus/namespaces/<name>. Give the namespace's id, or use fromNamespaceName.",
    );
  });
});
