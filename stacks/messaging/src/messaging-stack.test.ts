import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSynthesizedStack } from '@ams/service-bus-model';
import { environments, outputKeys, stackOutputDefinitions, type Environment } from '@ams/stack-outputs';
import { synthesizeEnvironment } from '../test/synthesize-environment.js';
import { annotationsOf } from './annotations.js';
import { createMessagingApp } from './messaging-app.js';

interface Expectation {
  readonly tier: { readonly sku: string; readonly capacity: number; readonly premium_messaging_partitions: number };
  readonly partitioned: boolean;
  readonly email: string;
}

const standard = { sku: 'Standard', capacity: 0, premium_messaging_partitions: 0 };
const premium = { sku: 'Premium', capacity: 1, premium_messaging_partitions: 1 };

const expectations: Readonly<Record<Environment, Expectation>> = {
  dev: { tier: standard, partitioned: true, email: 'messaging-dev@example.com' },
  staging: { tier: standard, partitioned: true, email: 'messaging-staging@example.com' },
  prod: { tier: premium, partitioned: false, email: 'messaging-oncall@example.com' },
  local: { tier: standard, partitioned: true, email: 'you@example.com' },
};

describe.each(environments)('the stack of %s', (environment) => {
  const { tier, partitioned, email } = expectations[environment];
  const { resource, output, provider } = synthesizeEnvironment(environment);
  const tags = { project: 'ams', environment };

  it('has these kinds of resources and no others', () => {
    expect(Object.fromEntries(Object.entries(resource).map(([type, all]) => [type, Object.keys(all)]))).toEqual({
      azurerm_resource_group: ['messaging'],
      azurerm_servicebus_namespace: ['bus'],
      azurerm_servicebus_queue: ['customer-orders', 'orders', 'parked'],
      azurerm_servicebus_topic: ['events', 'insights'],
      azurerm_servicebus_subscription: ['analytics', 'billing', 'reports'],
      azurerm_servicebus_subscription_rule: ['analytics_addressed', 'billing_addressed', 'reports_addressed'],
      azurerm_servicebus_namespace_authorization_rule: ['bus_manage-policy'],
      azurerm_servicebus_queue_authorization_rule: [
        'customer-orders_processor',
        'customer-orders_producer',
        'customer-orders_reprocessor',
        'orders_consumer',
        'orders_processor',
        'orders_producer',
        'orders_reprocessor',
        'parked_processor',
        'parked_producer',
      ],
      azurerm_servicebus_topic_authorization_rule: [
        'events_consumer',
        'events_processor',
        'events_producer',
        'events_reprocessor',
        'insights_processor',
        'insights_producer',
        'insights_reprocessor',
      ],
      azurerm_monitor_action_group: ['alerts'],
      azurerm_monitor_metric_alert: ['orders-backlog'],
    });
  });

  it('has the azurerm provider, whose subscription ARM_SUBSCRIPTION_ID names', () => {
    expect(Object.keys(provider)).toEqual(['azurerm']);
  });

  it('lets no new subscription take what its rules do not ask for', () => {
    expect(provider).toEqual({
      azurerm: [{ features: [{ servicebus: [{ auto_delete_subscription_default_rule: true }] }] }],
    });
  });

  it('has a resource group in eastus', () => {
    expect(resource['azurerm_resource_group']).toEqual({
      messaging: { name: `ams-${environment}-rg`, location: 'eastus', tags },
    });
  });

  it('has a namespace of its tier', () => {
    expect(resource['azurerm_servicebus_namespace']).toEqual({
      bus: {
        name: `ams-${environment}-bus`,
        resource_group_name: '${azurerm_resource_group.messaging.name}',
        location: '${azurerm_resource_group.messaging.location}',
        ...tier,
        tags,
      },
    });
  });

  it('has queues for orders, for orders in sessions and for parked messages', () => {
    const common = { namespace_id: '${azurerm_servicebus_namespace.bus.id}', partitioning_enabled: partitioned };
    const processed = { lock_duration: 'PT45S', max_delivery_count: 10, dead_lettering_on_message_expiration: true };
    expect(resource['azurerm_servicebus_queue']).toEqual({
      orders: { ...common, name: 'orders', ...processed },
      'customer-orders': { ...common, name: 'customer-orders', requires_session: true, ...processed },
      parked: { ...common, name: 'parked' },
    });
  });

  it('has topics for events and for insights', () => {
    const common = { namespace_id: '${azurerm_servicebus_namespace.bus.id}', partitioning_enabled: partitioned };
    expect(resource['azurerm_servicebus_topic']).toEqual({
      events: { ...common, name: 'events' },
      insights: { ...common, name: 'insights' },
    });
  });

  it.each([
    ['billing', 'events'],
    ['analytics', 'events'],
    ['reports', 'insights'],
  ])('has the subscription %s of %s with ten deliveries', (name, topic) => {
    expect(resource['azurerm_servicebus_subscription']?.[name]).toEqual({
      name,
      topic_id: `\${azurerm_servicebus_topic.${topic}.id}`,
      max_delivery_count: 10,
    });
  });

  it.each(['billing', 'analytics', 'reports'])('gives %s what is resubmitted to nobody or to itself', (name) => {
    expect(resource['azurerm_servicebus_subscription_rule']?.[`${name}_addressed`]).toEqual({
      name: 'addressed',
      subscription_id: `\${azurerm_servicebus_subscription.${name}.id}`,
      filter_type: 'SqlFilter',
      sql_filter: `resubmit_to IS NULL OR resubmit_to = '${name}'`,
    });
  });

  it('has the key manage-policy with every right', () => {
    expect(resource['azurerm_servicebus_namespace_authorization_rule']).toEqual({
      'bus_manage-policy': {
        name: 'manage-policy',
        namespace_id: '${azurerm_servicebus_namespace.bus.id}',
        manage: true,
        listen: true,
        send: true,
      },
    });
  });

  describe.each([
    ['queue', 'orders'],
    ['topic', 'events'],
  ])('on the %s %s', (level, entity) => {
    it.each([
      ['producer', { send: true, listen: false }],
      ['consumer', { send: false, listen: true }],
      ['processor', { send: true, listen: true }],
      ['reprocessor', { send: true, listen: true }],
    ])('the %s has no more than %p', (name, rights) => {
      expect(resource[`azurerm_servicebus_${level}_authorization_rule`]?.[`${entity}_${name}`]).toEqual({
        name,
        [`${level}_id`]: `\${azurerm_servicebus_${level}.${entity}.id}`,
        manage: false,
        ...rights,
      });
    });
  });

  it('tells the alert e-mail by an action group', () => {
    expect(resource['azurerm_monitor_action_group']).toEqual({
      alerts: {
        name: `ams-${environment}-messaging-alerts`,
        short_name: 'messaging',
        resource_group_name: '${azurerm_resource_group.messaging.name}',
        email_receiver: [{ name: 'oncall', email_address: email, use_common_alert_schema: true }],
        tags,
      },
    });
  });

  it('alerts on more than 100 waiting orders, scoped to the namespace', () => {
    expect(resource['azurerm_monitor_metric_alert']).toEqual({
      'orders-backlog': {
        name: `ams-${environment}-orders-backlog`,
        description: expect.stringContaining('More than 100 messages wait'),
        resource_group_name: '${azurerm_servicebus_namespace.bus.resource_group_name}',
        scopes: ['${azurerm_servicebus_namespace.bus.id}'],
        severity: 2,
        frequency: 'PT1M',
        window_size: 'PT5M',
        criteria: [
          {
            metric_namespace: 'Microsoft.ServiceBus/namespaces',
            metric_name: 'ActiveMessages',
            aggregation: 'Average',
            operator: 'GreaterThan',
            threshold: 100,
            dimension: [
              { name: 'EntityName', operator: 'Include', values: ['${azurerm_servicebus_queue.orders.name}'] },
            ],
          },
        ],
        action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
        tags,
      },
    });
  });

  it('has exactly the outputs that apps read', () => {
    const names = outputKeys.map((key) => stackOutputDefinitions[key].output);
    expect(Object.keys(output).sort()).toEqual([...names].sort());
  });

  it('gives each connection string to the output that is named for it', () => {
    const secrets = Object.entries(output).filter(([, { sensitive }]) => sensitive === true);
    const key = (level: string, rule: string) =>
      `\${azurerm_servicebus_${level}_authorization_rule.${rule}.primary_connection_string}`;
    expect(Object.fromEntries(secrets.map(([name, { value }]) => [name, value]))).toEqual({
      queue_send_connection_string: key('queue', 'orders_producer'),
      queue_listen_connection_string: key('queue', 'orders_consumer'),
      queue_process_connection_string: key('queue', 'orders_processor'),
      queue_reprocess_connection_string: key('queue', 'orders_reprocessor'),
      topic_send_connection_string: key('topic', 'events_producer'),
      topic_listen_connection_string: key('topic', 'events_consumer'),
      topic_process_connection_string: key('topic', 'events_processor'),
      topic_reprocess_connection_string: key('topic', 'events_reprocessor'),
      session_queue_send_connection_string: key('queue', 'customer-orders_producer'),
      session_queue_process_connection_string: key('queue', 'customer-orders_processor'),
      session_queue_reprocess_connection_string: key('queue', 'customer-orders_reprocessor'),
      insights_send_connection_string: key('topic', 'insights_producer'),
      insights_process_connection_string: key('topic', 'insights_processor'),
      insights_reprocess_connection_string: key('topic', 'insights_reprocessor'),
      parking_send_connection_string: key('queue', 'parked_producer'),
      parking_process_connection_string: key('queue', 'parked_processor'),
      manage_connection_string: key('namespace', 'bus_manage-policy'),
    });
  });

  it('has names alone, and no keys, in the outputs that are not sensitive', () => {
    const open = Object.entries(output).filter(([, { sensitive }]) => sensitive !== true);
    expect(Object.fromEntries(open.map(([name, { value }]) => [name, value]))).toEqual({
      resource_group_name: '${azurerm_resource_group.messaging.name}',
      namespace_name: '${azurerm_servicebus_namespace.bus.name}',
      namespace_hostname: '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net',
      queue_name: '${azurerm_servicebus_queue.orders.name}',
      topic_name: '${azurerm_servicebus_topic.events.name}',
      billing_subscription_name: '${azurerm_servicebus_subscription.billing.name}',
      analytics_subscription_name: '${azurerm_servicebus_subscription.analytics.name}',
      session_queue_name: '${azurerm_servicebus_queue.customer-orders.name}',
      insights_topic_name: '${azurerm_servicebus_topic.insights.name}',
      reports_subscription_name: '${azurerm_servicebus_subscription.reports.name}',
      parking_queue_name: '${azurerm_servicebus_queue.parked.name}',
    });
  });

  it('can be read back as a topology, which is how the local broker starts', () => {
    const topology = readSynthesizedStack(synthesizeEnvironment(environment));
    expect({
      namespace: topology.namespace.name,
      queues: topology.queues.map(({ name }) => name).sort(),
      topics: topology.topics.map(({ name, subscriptions }) => [name, subscriptions.map((each) => each.name).sort()]),
      alerts: topology.metricAlerts.map(({ scope }) => scope),
    }).toEqual({
      namespace: `ams-${environment}-bus`,
      queues: ['customer-orders', 'orders', 'parked'],
      topics: [
        ['events', ['analytics', 'billing']],
        ['insights', ['reports']],
      ],
      alerts: [`ams-${environment}-bus`],
    });
  });
});

describe('the identities that run the programs', () => {
  const principal = '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978';
  const assignments = (variable: string) => {
    const { resource } = synthesizeEnvironment('prod', { [variable]: `ServicePrincipal:${principal}` });
    return resource['azurerm_role_assignment'] ?? {};
  };

  it.each([
    ['AMS_PRODUCERS', ['customer-orders_send', 'events_send', 'orders_send']],
    [
      'AMS_PROCESSORS',
      [
        'analytics_receive',
        'billing_receive',
        'customer-orders_receive',
        'customer-orders_send',
        'events_send',
        'insights_send',
        'orders_receive',
        'orders_send',
        'reports_receive',
      ],
    ],
    [
      'AMS_REPROCESSORS',
      [
        'analytics_receive',
        'billing_receive',
        'customer-orders_receive',
        'customer-orders_send',
        'events_send',
        'insights_send',
        'orders_receive',
        'orders_send',
        'parked_receive',
        'parked_send',
        'reports_receive',
      ],
    ],
  ])('get by %s the roles that they need', (variable, addresses) => {
    expect(Object.keys(assignments(variable)).sort()).toEqual(addresses.map((address) => `${address}_${principal}`));
  });

  it('get a role on the entity alone', () => {
    expect(assignments('AMS_PROCESSORS')[`billing_receive_${principal}`]).toEqual({
      scope: '${azurerm_servicebus_subscription.billing.id}',
      role_definition_name: 'Azure Service Bus Data Receiver',
      principal_id: principal,
      principal_type: 'ServicePrincipal',
    });
  });

  it('do not keep the local broker from starting', () => {
    const stack = synthesizeEnvironment('local', { AMS_PROCESSORS: principal });
    expect(readSynthesizedStack(stack).queues.map(({ name }) => name)).toContain('orders');
  });
});

describe('a system without keys', () => {
  const { resource, output } = synthesizeEnvironment('prod', { AMS_LOCAL_AUTH_ENABLED: 'false' });

  it('refuses keys and makes none', () => {
    expect(resource['azurerm_servicebus_namespace']).toMatchObject({ bus: { local_auth_enabled: false } });
    expect(Object.keys(resource).filter((type) => type.endsWith('_authorization_rule'))).toEqual([]);
  });

  it('has the names alone as outputs, by which apps connect with their identity', () => {
    const names = outputKeys.map((key) => stackOutputDefinitions[key]).filter(({ sensitive }) => !sensitive);
    expect(Object.keys(output).sort()).toEqual(names.map((definition) => definition.output).sort());
  });
});

describe('a system that is protected', () => {
  it.each(['namespace', 'queue', 'topic', 'subscription'])('does not let Terraform delete a %s', (kind) => {
    const { resource } = synthesizeEnvironment('prod', { AMS_PREVENT_DESTROY: 'true' });
    const lifecycles = Object.values(resource[`azurerm_servicebus_${kind}`] ?? {}).map(({ lifecycle }) => lifecycle);
    expect(lifecycles).not.toEqual([]);
    for (const lifecycle of lifecycles) expect(lifecycle).toEqual({ prevent_destroy: true });
  });
});

describe('settings in variables', () => {
  it('partition the entities of a Premium namespace with several partitions', () => {
    const { resource } = synthesizeEnvironment('prod', {
      AMS_PREMIUM_MESSAGING_PARTITIONS: '2',
      AMS_CAPACITY: '4',
    });
    expect(resource).toMatchObject({
      azurerm_servicebus_namespace: { bus: { capacity: 4, premium_messaging_partitions: 2 } },
      azurerm_servicebus_queue: { orders: { partitioning_enabled: true } },
      azurerm_servicebus_topic: { events: { partitioning_enabled: true } },
    });
  });

  it('move the stack to another region, under other names and tags', () => {
    const { resource } = synthesizeEnvironment('dev', {
      AMS_PROJECT: 'contoso',
      AMS_LOCATION: 'westeurope',
      AMS_TAGS: 'team=ordering',
    });
    expect(resource['azurerm_resource_group']).toEqual({
      messaging: {
        name: 'contoso-dev-rg',
        location: 'westeurope',
        tags: { project: 'contoso', environment: 'dev', team: 'ordering' },
      },
    });
  });

  it('send alerts to another address', () => {
    const { resource } = synthesizeEnvironment('prod', { AMS_ALERT_EMAIL: 'ops@contoso.example' });
    expect(resource['azurerm_monitor_action_group']).toMatchObject({
      alerts: { email_receiver: [{ email_address: 'ops@contoso.example' }] },
    });
  });

  it('are refused where Azure would refuse them, naming the construct', () => {
    expect(() => synthesizeEnvironment('dev', { AMS_SKU: 'Premium', AMS_CAPACITY: '3' })).toThrow(
      'Azure would refuse messaging-dev/Default/bus:\n  - capacity is 3, but Premium has 1, 2, 4, 8 or 16 messaging units.',
    );
  });
});

describe('the state', () => {
  it('is kept in a file of the environment by default', () => {
    const { terraform } = synthesizeEnvironment('dev');
    expect(terraform.backend).toEqual({ local: { path: expect.stringMatching(/terraform\.messaging-dev\.tfstate$/) } });
  });

  it('is kept in a storage account where variables name one', () => {
    const { terraform } = synthesizeEnvironment('prod', {
      AMS_STATE_RESOURCE_GROUP: 'terraform',
      AMS_STATE_STORAGE_ACCOUNT: 'contosostate',
      AMS_STATE_CONTAINER: 'states',
    });
    expect(terraform.backend).toEqual({
      azurerm: {
        resource_group_name: 'terraform',
        storage_account_name: 'contosostate',
        container_name: 'states',
        key: 'messaging-prod.tfstate',
      },
    });
  });
});

describe('a stack', () => {
  it('warns of what would delete messages, where its state is beside the program', () => {
    const folder = mkdtempSync(join(tmpdir(), 'messaging-state-'));
    const before = process.cwd();
    try {
      process.chdir(folder);
      const attributes = { name: 'orders', requires_session: true, partitioning_enabled: true };
      const queue = { mode: 'managed', type: 'azurerm_servicebus_queue', name: 'orders', instances: [{ attributes }] };
      const state = { version: 4, terraform_version: '1.9.8', resources: [queue] };
      writeFileSync('terraform.messaging-dev.tfstate', JSON.stringify(state));
      const app = createMessagingApp(['dev'], { CDKTF_OUTDIR: 'out' });
      app.synth();
      expect(annotationsOf(app)).toEqual([
        expect.stringContaining(
          'Warning: messaging-dev/Default/orders/Default: Terraform would delete the queue orders with its messages and make a new one, for a change of requires_session from true to false.',
        ),
      ]);
    } finally {
      process.chdir(before);
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
