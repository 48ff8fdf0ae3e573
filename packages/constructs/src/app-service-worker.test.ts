import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  AppServiceWorker,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type AppServiceWorkerProps,
} from './index.js';

const basics = {
  name: 'contoso-orders-worker',
  resourceGroup,
  image: 'contoso.azurecr.io/shop/orders-worker:1.4.2',
};

function addWorker(scope: Construct, props: Partial<AppServiceWorkerProps> = {}): AppServiceWorker {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
  const source = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
  return new AppServiceWorker(scope, 'worker', { ...basics, source, ...props });
}

function synthesizeWorker(props: Partial<AppServiceWorkerProps> = {}) {
  const { resource } = synthesize((scope) => void addWorker(scope, props));
  const only = (type: string) => Object.entries(resource[type] ?? {})[0] ?? ['', {}];
  return { resource, only, app: resource['azurerm_linux_web_app']?.['worker'] };
}

describe('AppServiceWorker', () => {
  it('runs always, as an identity that may receive, out of reach from the internet', () => {
    const { app, only } = synthesizeWorker();
    const [identity] = only('azurerm_user_assigned_identity');
    const [plan] = only('azurerm_service_plan');
    const [grant, role] = only('azurerm_role_assignment');
    expect(app).toEqual({
      name: 'contoso-orders-worker',
      resource_group_name: 'messaging',
      location: 'eastus',
      service_plan_id: `\${azurerm_service_plan.${plan}.id}`,
      https_only: true,
      public_network_access_enabled: false,
      client_affinity_enabled: false,
      ftp_publish_basic_authentication_enabled: false,
      webdeploy_publish_basic_authentication_enabled: false,
      identity: { type: 'UserAssigned', identity_ids: [`\${azurerm_user_assigned_identity.${identity}.id}`] },
      app_settings: {
        AMS_NAMESPACE_HOSTNAME: '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net',
        AMS_QUEUE_NAME: '${azurerm_servicebus_queue.orders.name}',
        AZURE_CLIENT_ID: `\${azurerm_user_assigned_identity.${identity}.client_id}`,
        WEBSITES_PORT: '8080',
      },
      site_config: {
        always_on: true,
        application_stack: {
          docker_image_name: 'shop/orders-worker:1.4.2',
          docker_registry_url: 'https://contoso.azurecr.io',
        },
        ftps_state: 'Disabled',
        health_check_path: '/health/live',
        health_check_eviction_time_in_min: 10,
        http2_enabled: true,
        minimum_tls_version: '1.2',
      },
      depends_on: [`azurerm_role_assignment.${grant}`],
    });
    expect(role).toEqual({
      scope: '${azurerm_servicebus_queue.orders.id}',
      role_definition_name: 'Azure Service Bus Data Receiver',
      principal_id: `\${azurerm_user_assigned_identity.${identity}.principal_id}`,
      principal_type: 'ServicePrincipal',
    });
  });

  it('has a plan of its own', () => {
    expect(synthesizeWorker({ skuName: 'P1v3', tags: { team: 'orders' } }).only('azurerm_service_plan')[1]).toEqual({
      name: 'contoso-orders-worker',
      resource_group_name: 'messaging',
      location: 'eastus',
      os_type: 'Linux',
      sku_name: 'P1v3',
      tags: { team: 'orders' },
    });
  });

  it('gets an instance when more than 100 messages wait for each, and gives one back at half of it', () => {
    const { only } = synthesizeWorker();
    const [plan] = only('azurerm_service_plan');
    const trigger = {
      metric_name: 'ActiveMessages',
      metric_namespace: 'Microsoft.ServiceBus/namespaces',
      metric_resource_id: '${azurerm_servicebus_namespace.bus.id}',
      dimensions: [{ name: 'EntityName', operator: 'Equals', values: ['${azurerm_servicebus_queue.orders.name}'] }],
      time_grain: 'PT1M',
      statistic: 'Average',
      time_window: 'PT5M',
      time_aggregation: 'Average',
      divide_by_instance_count: true,
    };
    const action = { type: 'ChangeCount', value: 1, cooldown: 'PT5M' };
    expect(only('azurerm_monitor_autoscale_setting')[1]).toEqual({
      name: 'contoso-orders-worker-autoscale',
      resource_group_name: 'messaging',
      location: 'eastus',
      target_resource_id: `\${azurerm_service_plan.${plan}.id}`,
      profile: [
        {
          name: 'messages',
          capacity: { minimum: 1, default: 1, maximum: 3 },
          rule: [
            {
              metric_trigger: { ...trigger, operator: 'GreaterThan', threshold: 100 },
              scale_action: { ...action, direction: 'Increase' },
            },
            {
              metric_trigger: { ...trigger, operator: 'LessThanOrEqual', threshold: 50 },
              scale_action: { ...action, direction: 'Decrease' },
            },
          ],
        },
      ],
    });
  });

  it('passes on every setting', () => {
    const { app, only } = synthesizeWorker({
      minInstances: 2,
      maxInstances: 8,
      messagesPerInstance: 5,
      windowSize: 'PT10M',
      cooldown: 'PT1M',
      commandLine: '--http 9000 --http-host 0.0.0.0',
      healthPort: 9000,
      healthPath: '/',
      publicNetworkAccessEnabled: true,
      variables: { LOG_LEVEL: 'debug' },
    });
    expect(app).toMatchObject({
      public_network_access_enabled: true,
      app_settings: { LOG_LEVEL: 'debug', WEBSITES_PORT: '9000' },
      site_config: { app_command_line: '--http 9000 --http-host 0.0.0.0', health_check_path: '/' },
    });
    expect(only('azurerm_monitor_autoscale_setting')[1]).toMatchObject({
      profile: [
        {
          capacity: { minimum: 2, default: 2, maximum: 8 },
          rule: [
            { metric_trigger: { time_window: 'PT10M', threshold: 5 }, scale_action: { cooldown: 'PT1M' } },
            { metric_trigger: { threshold: 2 } },
          ],
        },
      ],
    });
  });

  it('pulls from a registry as its identity', () => {
    const id = '/subscriptions/0000/resourceGroups/shared/providers/Microsoft.ContainerRegistry/registries/contoso';
    const registry = { loginServer: 'contoso.azurecr.io', id };
    const { app, only, resource } = synthesizeWorker({ image: 'orders-worker:1.4.2', registry });
    const [identity] = only('azurerm_user_assigned_identity');
    expect(app).toMatchObject({
      site_config: {
        application_stack: {
          docker_image_name: 'orders-worker:1.4.2',
          docker_registry_url: 'https://contoso.azurecr.io',
        },
        container_registry_use_managed_identity: true,
        container_registry_managed_identity_client_id: `\${azurerm_user_assigned_identity.${identity}.client_id}`,
      },
    });
    const roles = Object.values(resource['azurerm_role_assignment'] ?? {});
    expect(roles).toContainEqual(expect.objectContaining({ role_definition_name: 'AcrPull', scope: id }));
  });

  it("pulls an image without a host from Docker's own registry", () => {
    expect(synthesizeWorker({ image: 'contoso/orders-worker:1.4.2' }).app).toMatchObject({
      site_config: {
        application_stack: {
          docker_image_name: 'contoso/orders-worker:1.4.2',
          docker_registry_url: 'https://index.docker.io',
        },
      },
    });
  });

  it('warns of a subscription, whose messages Azure Monitor does not count alone', () => {
    const found = warnings((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const events = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
      new AppServiceWorker(scope, 'worker', { ...basics, source: events.addSubscription('billing') });
    });
    expect(found).toContain(
      'stack/worker: source is a subscription, and Azure Monitor counts the messages of a topic over all its subscriptions: the worker is scaled by all of them together. Use ContainerAppWorker, which counts the subscription alone.',
    );
  });

  it.each<[Partial<AppServiceWorkerProps>, string]>([
    [
      { minInstances: 0 },
      'minInstances is 0, but a plan has at least 1 instance. Give 1 or more, or use ContainerAppWorker, which scales to zero.',
    ],
    [{ minInstances: 4 }, 'minInstances is 4, but there are at most 3 instances by maxInstances.'],
    [{ maxInstances: 11 }, 'maxInstances is 11, but a plan of S1 has 1 to 10 instances.'],
    [{ skuName: 'B1' }, "skuName is 'B1', but plans that scale by a metric are S1"],
    [{ tags: { '': 'orders' } }, "tags[''] is 'orders', but a tag's name has 1 to 512 characters."],
  ])('is refused as Azure would: %p', (props, message) => {
    expect(() => synthesizeWorker(props)).toThrow(`Azure would refuse stack/worker:\n  - ${message}`);
  });
});
