import { ContainerRegistry } from '@cdktf/provider-azurerm/lib/container-registry/index.js';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  ContainerAppWorker,
  Duration,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type ContainerAppWorkerProps,
  type ServiceBusNamespaceProps,
} from './index.js';

const environment = '/subscriptions/0000/resourceGroups/workers/providers/Microsoft.App/managedEnvironments/workers';
const basics = { name: 'orders-worker', resourceGroup, environment, image: 'contoso.azurecr.io/orders-worker:1.4.2' };

function addQueue(scope: Construct, props: Partial<ServiceBusNamespaceProps> = {}): ServiceBusQueue {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...props });
  return new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
}

function addWorker(
  scope: Construct,
  props: Partial<ContainerAppWorkerProps> = {},
  namespaceProps: Partial<ServiceBusNamespaceProps> = {},
): ContainerAppWorker {
  return new ContainerAppWorker(scope, 'worker', { ...basics, source: addQueue(scope, namespaceProps), ...props });
}

function synthesizeWorker(...given: Parameters<typeof addWorker> extends [Construct, ...infer Rest] ? Rest : never) {
  const { resource } = synthesize((scope) => void addWorker(scope, ...given));
  const app = resource['azurerm_container_app']?.['worker'] as Readonly<Record<string, unknown>>;
  return { resource, app, template: app['template'] as Readonly<Record<string, readonly unknown[]>> };
}

function rolesOf(resource: ReturnType<typeof synthesize>['resource']) {
  return Object.values(resource['azurerm_role_assignment'] ?? {}).map((role) => [
    role['role_definition_name'],
    role['scope'],
    role['principal_id'],
  ]);
}

describe('ContainerAppWorker', () => {
  it('runs none to ten replicas, one for every five messages, with probes and without ingress', () => {
    const { resource } = synthesizeWorker();
    const [identityAddress = ''] = Object.keys(resource['azurerm_user_assigned_identity'] ?? {});
    const [grantAddress = ''] = Object.keys(resource['azurerm_role_assignment'] ?? {});
    const identity = `azurerm_user_assigned_identity.${identityAddress}`;
    expect(resource['azurerm_container_app']).toEqual({
      worker: {
        name: 'orders-worker',
        resource_group_name: 'messaging',
        container_app_environment_id: environment,
        revision_mode: 'Single',
        identity: { type: 'UserAssigned', identity_ids: [`\${${identity}.id}`] },
        secret: [
          {
            name: 'service-bus-scaler',
            value:
              '${azurerm_servicebus_queue_authorization_rule.orders_orders-worker-scaler.primary_connection_string}',
          },
        ],
        template: {
          min_replicas: 0,
          max_replicas: 10,
          polling_interval_in_seconds: 30,
          cooldown_period_in_seconds: 300,
          termination_grace_period_seconds: 60,
          container: [
            {
              name: 'orders-worker',
              image: 'contoso.azurecr.io/orders-worker:1.4.2',
              cpu: 0.25,
              memory: '0.5Gi',
              env: [
                {
                  name: 'AMS_NAMESPACE_HOSTNAME',
                  value: '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net',
                },
                { name: 'AMS_QUEUE_NAME', value: '${azurerm_servicebus_queue.orders.name}' },
                { name: 'AZURE_CLIENT_ID', value: `\${${identity}.client_id}` },
              ],
              liveness_probe: [{ transport: 'HTTP', port: 8080, path: '/health/live' }],
              readiness_probe: [{ transport: 'HTTP', port: 8080, path: '/health/ready' }],
              startup_probe: [{ transport: 'HTTP', port: 8080, path: '/health/live', failure_count_threshold: 10 }],
            },
          ],
          custom_scale_rule: [
            {
              name: 'messages',
              custom_rule_type: 'azure-servicebus',
              metadata: {
                namespace: '${azurerm_servicebus_namespace.bus.name}',
                queueName: '${azurerm_servicebus_queue.orders.name}',
                messageCount: '5',
                activationMessageCount: '0',
              },
              authentication: [{ secret_name: 'service-bus-scaler', trigger_parameter: 'connection' }],
            },
          ],
        },
        depends_on: [`azurerm_role_assignment.${grantAddress}`],
      },
    });
  });

  it('makes an identity that may receive, and a key of the queue alone that may count', () => {
    const { resource } = synthesizeWorker({ tags: { team: 'orders' } });
    const [[address, identity] = []] = Object.entries(resource['azurerm_user_assigned_identity'] ?? {});
    expect(identity).toEqual({
      name: 'orders-worker',
      resource_group_name: 'messaging',
      location: 'eastus',
      tags: { team: 'orders' },
    });
    expect(rolesOf(resource)).toEqual([
      [
        'Azure Service Bus Data Receiver',
        '${azurerm_servicebus_queue.orders.id}',
        `\${azurerm_user_assigned_identity.${address}.principal_id}`,
      ],
    ]);
    expect(resource['azurerm_servicebus_queue_authorization_rule']).toEqual({
      'orders_orders-worker-scaler': {
        name: 'orders-worker-scaler',
        queue_id: '${azurerm_servicebus_queue.orders.id}',
        listen: true,
        send: true,
        manage: true,
      },
    });
  });

  it('counts as its identity where the namespace accepts no keys', () => {
    const { resource, app, template } = synthesizeWorker({}, { localAuthEnabled: false });
    expect(resource).not.toHaveProperty('azurerm_servicebus_queue_authorization_rule');
    expect(app).not.toHaveProperty('secret');
    const { identity_ids: identities } = app['identity'] as { readonly identity_ids: readonly string[] };
    expect(template['custom_scale_rule']).toEqual([
      expect.objectContaining({ custom_rule_type: 'azure-servicebus', identity_id: identities[0] }),
    ]);
    expect(template['custom_scale_rule']?.[0]).not.toHaveProperty('authentication');
    expect(rolesOf(resource).map(([role, scope]) => [role, scope])).toEqual([
      ['Azure Service Bus Data Owner', '${azurerm_servicebus_queue.orders.id}'],
      ['Azure Service Bus Data Receiver', '${azurerm_servicebus_queue.orders.id}'],
    ]);
    expect(app['depends_on']).toHaveLength(2);
  });

  it('counts the messages of one subscription, by a key of its topic', () => {
    const { resource } = synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const events = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
      const source = events.addSubscription('billing');
      new ContainerAppWorker(scope, 'worker', { ...basics, source, activationMessageCount: 20 });
    });
    const subscription = Object.keys(resource['azurerm_servicebus_subscription'] ?? {})[0];
    const subscriptionName = `\${azurerm_servicebus_subscription.${subscription}.name}`;
    expect(resource['azurerm_container_app']?.['worker']).toMatchObject({
      template: {
        container: [
          {
            env: expect.arrayContaining([
              { name: 'AMS_TOPIC_NAME', value: '${azurerm_servicebus_topic.events.name}' },
              { name: 'AMS_SUBSCRIPTION_NAME', value: subscriptionName },
            ]) as unknown,
          },
        ],
        custom_scale_rule: [
          {
            metadata: {
              namespace: '${azurerm_servicebus_namespace.bus.name}',
              topicName: '${azurerm_servicebus_topic.events.name}',
              subscriptionName,
              messageCount: '5',
              activationMessageCount: '20',
            },
          },
        ],
      },
    });
    expect(Object.keys(resource['azurerm_servicebus_topic_authorization_rule'] ?? {})).toEqual([
      'events_orders-worker-scaler',
    ]);
  });

  it('passes on every setting', () => {
    const { app } = synthesizeWorker({
      environment: { id: environment },
      workloadProfileName: 'D4',
      cpu: 2,
      memory: '3Gi',
      args: ['--concurrency', '8'],
      command: ['node', 'worker.js'],
      minReplicas: 1,
      maxReplicas: 30,
      messagesPerReplica: 50,
      pollingInterval: 'PT10S',
      cooldownPeriod: Duration.minutes(1),
      terminationGracePeriod: Duration.minutes(5),
      healthPort: 9000,
      variables: { LOG_LEVEL: 'debug', AMS_QUEUE_NAME: 'other' },
      tags: { team: 'orders' },
    });
    expect(app).toMatchObject({
      container_app_environment_id: environment,
      workload_profile_name: 'D4',
      tags: { team: 'orders' },
      template: {
        min_replicas: 1,
        max_replicas: 30,
        polling_interval_in_seconds: 10,
        cooldown_period_in_seconds: 60,
        termination_grace_period_seconds: 300,
        container: [
          {
            cpu: 2,
            memory: '3Gi',
            args: ['--concurrency', '8'],
            command: ['node', 'worker.js'],
            env: expect.arrayContaining([
              { name: 'LOG_LEVEL', value: 'debug' },
              { name: 'AMS_QUEUE_NAME', value: 'other' },
            ]) as unknown,
            liveness_probe: [{ port: 9000 }],
          },
        ],
        custom_scale_rule: [{ metadata: { messageCount: '50' } }],
      },
    });
  });

  it('asks a program without health endpoints nothing', () => {
    const { template } = synthesizeWorker({ probes: false });
    expect(Object.keys(template['container']?.[0] as object)).toEqual(['cpu', 'env', 'image', 'memory', 'name']);
  });

  it('pulls from a registry as an identity that exists, and sends where it is told', () => {
    const { resource } = synthesize((scope) => {
      const place = { resourceGroupName: resourceGroup.name, location: resourceGroup.location };
      const registry = new ContainerRegistry(scope, 'registry', { name: 'contoso', sku: 'Basic', ...place });
      const identity = new UserAssignedIdentity(scope, 'runner', { name: 'runner', ...place });
      const source = addQueue(scope);
      const image = 'orders-worker:1.4.2';
      new ContainerAppWorker(scope, 'worker', { ...basics, source, sendsTo: [source], registry, identity, image });
    });
    expect(Object.keys(resource['azurerm_user_assigned_identity'] ?? {})).toEqual(['runner']);
    const runner = '${azurerm_user_assigned_identity.runner.principal_id}';
    expect(rolesOf(resource)).toEqual(
      expect.arrayContaining([
        ['Azure Service Bus Data Receiver', '${azurerm_servicebus_queue.orders.id}', runner],
        ['Azure Service Bus Data Sender', '${azurerm_servicebus_queue.orders.id}', runner],
        ['AcrPull', '${azurerm_container_registry.registry.id}', runner],
      ]),
    );
    const app = resource['azurerm_container_app']?.['worker'];
    expect(app).toMatchObject({
      registry: [
        {
          server: '${azurerm_container_registry.registry.login_server}',
          identity: '${azurerm_user_assigned_identity.runner.id}',
        },
      ],
      template: { container: [{ image: '${azurerm_container_registry.registry.login_server}/orders-worker:1.4.2' }] },
    });
    expect(app?.['depends_on']).toHaveLength(3);
  });

  it.each(['orders-worker', 'contoso.azurecr.io/orders-worker:latest'])('warns of the image %s', (image) => {
    expect(warnings((scope) => void addWorker(scope, { image }))).toEqual([
      `stack/worker: image is '${image}', which is another program after each push: replicas differ, and no apply rolls it out. Name a version, as in 'orders-worker:1.4.2'.`,
    ]);
  });

  it.each<[Partial<ContainerAppWorkerProps>, string]>([
    [
      { minReplicas: 11 },
      'minReplicas is 11, but there are at most 10 replicas by maxReplicas. Give a smaller minReplicas or a larger maxReplicas.',
    ],
    [
      { memory: '1Gi' },
      "memory is '1Gi', but a container with 0.25 processors has 0.5Gi. Give '0.5Gi', or leave memory out.",
    ],
    [
      { pollingInterval: '${var.interval}' },
      "pollingInterval is '${var.interval}', but it is PT1S to P1D in whole seconds. '${var.interval}' is no ISO 8601 duration",
    ],
    [
      { registry: { loginServer: 'contoso.azurecr.io' } },
      "image is 'contoso.azurecr.io/orders-worker:1.4.2', but the registry's host, 'contoso.azurecr.io', is put in front of it. Give name and tag alone, or leave registry out.",
    ],
    [{ tags: { 'azure-team': 'orders' } }, "tags['azure-team'] is 'orders', but Azure keeps tags"],
  ])('is refused as Azure would: %p', (props, message) => {
    expect(() => synthesizeWorker(props)).toThrow(`Azure would refuse stack/worker:\n  - ${message}`);
  });

  it('is refused a key where the namespace accepts none', () => {
    expect(() => synthesizeWorker({ scaleRuleAuthentication: 'key' }, { localAuthEnabled: false })).toThrow(
      "Azure would refuse stack/worker:\n  - scaleRuleAuthentication is 'key', but stack/bus accepts no keys, since its localAuthEnabled is false. Choose 'identity'.",
    );
  });
});
