import { readFileSync } from 'node:fs';
import { defaultRule, queueDefaults, subscriptionDefaults, topicDefaults } from '../defaults.js';
import { readSynthesizedStack } from './index.js';

type Block = Readonly<Record<string, unknown>>;
type Resources = Readonly<Record<string, Readonly<Record<string, Block>>>>;

const sample: unknown = JSON.parse(
  readFileSync(new URL('./fixtures/messaging-sample.cdk.tf.json', import.meta.url), 'utf8'),
);

const namespace = { azurerm_servicebus_namespace: { bus: { name: 'my-bus', sku: 'Standard' } } };
const inNamespace = { namespace_id: '${azurerm_servicebus_namespace.bus.id}' };
const inTopic = { topic_id: '${azurerm_servicebus_topic.events.id}', max_delivery_count: 10 };
const topic = { azurerm_servicebus_topic: { events: { ...inNamespace, name: 'events' } } };
const subscription = { azurerm_servicebus_subscription: { billing: { ...inTopic, name: 'billing' } } };

/** The topology of a namespace and these resources. */
const read = (resources: Resources, rest: Block = {}) =>
  readSynthesizedStack({ resource: { ...namespace, ...resources }, ...rest });

const queue = (attributes: Block) => ({ azurerm_servicebus_queue: { orders: { ...inNamespace, ...attributes } } });

const rule = (attributes: Block) => ({
  ...topic,
  ...subscription,
  azurerm_servicebus_subscription_rule: {
    it: { name: 'it', subscription_id: '${azurerm_servicebus_subscription.billing.id}', ...attributes },
  },
});

const alert = (attributes: Block) => ({
  azurerm_monitor_metric_alert: {
    backlog: {
      name: 'backlog',
      scopes: ['${azurerm_servicebus_namespace.bus.id}'],
      criteria: {
        metric_namespace: 'Microsoft.ServiceBus/namespaces',
        metric_name: 'ActiveMessages',
        aggregation: 'Average',
        operator: 'GreaterThan',
        threshold: 100,
      },
      ...attributes,
    },
  },
});

describe('a stack as CDKTF writes it', () => {
  const topology = readSynthesizedStack(sample);

  it('has its namespace with the tier and the access rules', () => {
    expect(topology.namespace).toEqual({
      name: 'sample-bus',
      sku: 'Standard',
      capacity: 0,
      premiumMessagingPartitions: 0,
      localAuthEnabled: true,
      authorizationRules: [{ name: 'manage-policy', rights: ['Listen', 'Send', 'Manage'] }],
    });
  });

  it('has its queues, with Azure’s defaults for what is left out', () => {
    expect(topology.queues).toEqual([
      { ...queueDefaults, name: 'audit' },
      {
        ...queueDefaults,
        name: 'orders',
        partitioningEnabled: true,
        lockDuration: 'PT45S',
        deadLetteringOnMessageExpiration: true,
        defaultMessageTimeToLive: 'P14D',
        maxSizeInMegabytes: 2048,
        forwardDeadLetteredMessagesTo: 'audit',
        authorizationRules: [{ name: 'orders-send', rights: ['Send'] }],
      },
    ]);
  });

  it('has its topic with subscriptions and rules', () => {
    expect(topology.topics).toEqual([
      {
        ...topicDefaults,
        name: 'events',
        partitioningEnabled: true,
        authorizationRules: [{ name: 'events-listen', rights: ['Listen'] }],
        subscriptions: [
          { ...subscriptionDefaults, name: 'archive', maxDeliveryCount: 3, forwardTo: 'audit' },
          {
            ...subscriptionDefaults,
            name: 'billing',
            rules: [
              {
                name: 'signups',
                filter: {
                  kind: 'correlation',
                  label: 'user.signup',
                  contentType: 'application/json',
                  properties: { type: 'user.signup' },
                },
              },
              {
                name: 'purchases',
                filter: { kind: 'sql', sqlExpression: "type = 'purchase' AND amount > 100" },
                action: { sqlExpression: "SET priority = 'high'" },
              },
            ],
          },
        ],
      },
    ]);
  });

  it('has its action group', () => {
    expect(topology.actionGroups).toEqual([
      {
        name: 'ops',
        shortName: 'ops',
        enabled: true,
        emailReceivers: [{ name: 'on-call', emailAddress: 'ops@example.com' }],
        webhookReceivers: [{ name: 'hook', serviceUri: 'https://example.com/hook' }],
      },
    ]);
  });

  it('has its alert, tied to the names of namespace, queue and action group', () => {
    expect(topology.metricAlerts).toEqual([
      {
        name: 'orders-backlog',
        description: 'Too many',
        enabled: true,
        severity: 2,
        frequency: 'PT1M',
        windowSize: 'PT5M',
        autoMitigate: true,
        scope: 'sample-bus',
        criteria: [
          {
            metricNamespace: 'Microsoft.ServiceBus/namespaces',
            metricName: 'ActiveMessages',
            aggregation: 'Average',
            operator: 'GreaterThan',
            threshold: 100,
            dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
          },
        ],
        actionGroups: ['ops'],
      },
    ]);
  });
});

describe('entities', () => {
  it('reads every attribute of a queue', () => {
    const topology = read(
      queue({
        name: 'orders',
        status: 'SendDisabled',
        lock_duration: 'PT30S',
        max_delivery_count: 3,
        default_message_ttl: 'PT1H',
        dead_lettering_on_message_expiration: true,
        requires_session: true,
        requires_duplicate_detection: true,
        duplicate_detection_history_time_window: 'PT5M',
        partitioning_enabled: true,
        express_enabled: true,
        batched_operations_enabled: false,
        auto_delete_on_idle: 'PT5M',
        max_size_in_megabytes: 5120,
        max_message_size_in_kilobytes: 1024,
        forward_to: 'orders',
        forward_dead_lettered_messages_to: 'ORDERS',
      }),
    );
    expect(topology.queues).toEqual([
      {
        name: 'orders',
        status: 'SendDisabled',
        lockDuration: 'PT30S',
        maxDeliveryCount: 3,
        defaultMessageTimeToLive: 'PT1H',
        deadLetteringOnMessageExpiration: true,
        requiresSession: true,
        requiresDuplicateDetection: true,
        duplicateDetectionHistoryTimeWindow: 'PT5M',
        partitioningEnabled: true,
        expressEnabled: true,
        batchedOperationsEnabled: false,
        autoDeleteOnIdle: 'PT5M',
        maxSizeInMegabytes: 5120,
        maxMessageSizeInKilobytes: 1024,
        forwardTo: 'orders',
        forwardDeadLetteredMessagesTo: 'ORDERS',
        authorizationRules: [],
      },
    ]);
  });

  it('reads what only topics have', () => {
    const events = { ...inNamespace, name: 'events', support_ordering: false };
    expect(read({ azurerm_servicebus_topic: { events } }).topics[0]).toEqual({
      ...topicDefaults,
      name: 'events',
      supportOrdering: false,
    });
  });

  it('reads what only subscriptions have', () => {
    const billing = { ...inTopic, name: 'billing', dead_lettering_on_filter_evaluation_error: false };
    expect(read({ ...topic, azurerm_servicebus_subscription: { billing } }).topics[0]?.subscriptions).toEqual([
      { ...subscriptionDefaults, name: 'billing', deadLetteringOnFilterEvaluationError: false },
    ]);
  });

  it('reads a Premium namespace', () => {
    const bus = { name: 'b', sku: 'Premium', capacity: 4, premium_messaging_partitions: 2, local_auth_enabled: false };
    expect(readSynthesizedStack({ resource: { azurerm_servicebus_namespace: { bus } } }).namespace).toMatchObject({
      sku: 'Premium',
      capacity: 4,
      premiumMessagingPartitions: 2,
      localAuthEnabled: false,
    });
  });

  it('takes null for an attribute that is left out', () => {
    expect(read(queue({ name: 'orders', lock_duration: null })).queues[0]?.lockDuration).toBe('PT1M');
  });

  it('does not look at attributes that are not part of a topology', () => {
    const bus = { name: 'b', sku: 'Basic', location: '${data.azurerm_location.here.location}' };
    expect(readSynthesizedStack({ resource: { azurerm_servicebus_namespace: { bus } } }).namespace.name).toBe('b');
  });
});

describe('rules', () => {
  const rulesOf = (resources: Resources) => read(resources).topics[0]?.subscriptions[0]?.rules;

  it('gives a subscription without rules $Default', () => {
    expect(rulesOf({ ...topic, ...subscription })).toEqual([defaultRule]);
  });

  it('takes $Default away from a subscription with a rule, as Azure does over ARM', () => {
    expect(rulesOf(rule({ filter_type: 'SqlFilter', sql_filter: '1=1' }))).toEqual([
      { name: 'it', filter: { kind: 'sql', sqlExpression: '1=1' } },
    ]);
  });

  it('reads every member of a correlation filter, in an array of one block', () => {
    const correlation_filter = [
      {
        correlation_id: 'a',
        message_id: 'b',
        to: 'c',
        reply_to: 'd',
        label: 'e',
        session_id: 'f',
        reply_to_session_id: 'g',
        content_type: 'h',
        properties: { i: 'j' },
      },
    ];
    expect(rulesOf(rule({ filter_type: 'CorrelationFilter', correlation_filter }))?.[0]?.filter).toEqual({
      kind: 'correlation',
      correlationId: 'a',
      messageId: 'b',
      to: 'c',
      replyTo: 'd',
      label: 'e',
      sessionId: 'f',
      replyToSessionId: 'g',
      contentType: 'h',
      properties: { i: 'j' },
    });
  });

  it('leaves empty members of a correlation filter out', () => {
    const resources = rule({ filter_type: 'CorrelationFilter', correlation_filter: { label: 'e', to: '' } });
    expect(rulesOf(resources)?.[0]?.filter).toEqual({ kind: 'correlation', label: 'e' });
  });

  it.each([
    ['SqlFilter', 'azurerm_servicebus_subscription_rule.it.sql_filter'],
    ['CorrelationFilter', 'azurerm_servicebus_subscription_rule.it.correlation_filter'],
    ['TrueFilter', 'azurerm_servicebus_subscription_rule.it.filter_type'],
  ])('refuses a rule of the type %s without its filter', (filter_type, place) => {
    expect(() => read(rule({ filter_type }))).toThrow(place);
  });
});

describe('alerts', () => {
  it('fills in the provider’s defaults', () => {
    expect(read(alert({})).metricAlerts[0]).toMatchObject({
      enabled: true,
      severity: 3,
      frequency: 'PT1M',
      windowSize: 'PT5M',
      autoMitigate: true,
      actionGroups: [],
    });
  });

  it('passes over alerts on other resources', () => {
    const resources = {
      ...alert({ scopes: ['${azurerm_storage_account.disk.id}'] }),
      azurerm_storage_account: { disk: {} },
    };
    expect(read(resources).metricAlerts).toEqual([]);
  });

  it('refuses an alert scoped to a queue, for Azure has metrics of namespaces alone', () => {
    const resources = { ...alert({ scopes: ['${azurerm_servicebus_queue.orders.id}'] }), ...queue({ name: 'orders' }) };
    expect(() => read(resources)).toThrow(
      'azurerm_monitor_metric_alert.backlog.scopes: Azure has Service Bus metrics for one namespace alone, but the scope is azurerm_servicebus_queue.orders',
    );
  });

  it('reads a dynamic threshold, which only Azure Monitor can evaluate, with the provider’s defaults', () => {
    const dynamic_criteria = {
      metric_namespace: 'Microsoft.ServiceBus/namespaces',
      metric_name: 'IncomingMessages',
      aggregation: 'Total',
      operator: 'LessThan',
      alert_sensitivity: 'High',
      ignore_data_before: '2025-01-31T00:00:00Z',
      dimension: { name: 'EntityName', operator: 'Include', values: ['orders'] },
    };
    expect(read(alert({ criteria: undefined, dynamic_criteria })).metricAlerts[0]).toMatchObject({
      criteria: [],
      dynamicCriterion: {
        metricNamespace: 'Microsoft.ServiceBus/namespaces',
        metricName: 'IncomingMessages',
        aggregation: 'Total',
        dimensions: [{ name: 'EntityName', operator: 'Include', values: ['orders'] }],
        operator: 'LessThan',
        alertSensitivity: 'High',
        evaluationTotalCount: 4,
        evaluationFailureCount: 4,
        ignoreDataBefore: '2025-01-31T00:00:00Z',
      },
    });
  });

  it('refuses an alert without criteria', () => {
    expect(() => read(alert({ criteria: undefined }))).toThrow('it has none. Give it a criteria block');
  });

  it('passes over receivers that only Azure can tell', () => {
    const group = {
      name: 'ops',
      short_name: 'ops',
      logic_app_receiver: [{ callback_url: '${azurerm_logic_app_trigger_http_request.teams.callback_url}' }],
    };
    expect(read({ azurerm_monitor_action_group: { ops: group } }).actionGroups).toEqual([
      { name: 'ops', shortName: 'ops', enabled: true, emailReceivers: [], webhookReceivers: [] },
    ]);
  });

  it('names an action group that exists elsewhere', () => {
    const id = '/subscriptions/s/resourceGroups/ops/providers/Microsoft.Insights/actionGroups/oncall';
    expect(read(alert({ action: [{ action_group_id: id }] })).metricAlerts[0]?.actionGroups).toEqual(['oncall']);
  });

  it('refuses an action group that is not in the stack', () => {
    const resources = alert({ action: [{ action_group_id: '/subscriptions/s/actionGroups/g' }] });
    expect(() => read(resources)).toThrow('action[0].action_group_id');
  });
});

describe('references', () => {
  const nameOf = (name: string, rest: Block = {}, others: Resources = {}) =>
    read({ ...others, ...queue({ name }) }, rest).queues[0]?.name;

  it.each<[string, string, string, Block, Resources]>([
    ['to an attribute', '${azurerm_servicebus_namespace.bus.name}', 'my-bus', {}, {}],
    [
      'inside a text',
      'a-${azurerm_servicebus_namespace.bus.name}-b-${azurerm_x.y.n}',
      'a-my-bus-b-5',
      {},
      { azurerm_x: { y: { n: 5 } } },
    ],
    [
      'to a reference',
      '${azurerm_x.y.name}',
      'my-bus',
      {},
      { azurerm_x: { y: { name: '${azurerm_servicebus_namespace.bus.name}' } } },
    ],
    ['to a variable with a default', '${var.queue}', 'v', { variable: { queue: { default: 'v' } } }, {}],
    ['to a local', '${local.queue}', 'l', { locals: { queue: 'l' } }, {}],
    ['that are escaped', '$${literal}', '${literal}', {}, {}],
  ])('resolves references %s', (_, name, expected, rest, others) => {
    expect(nameOf(name, rest, others)).toBe(expected);
  });

  it('keeps the type of what a whole text refers to', () => {
    const limits = { azurerm_x: { y: { n: 7 } } };
    expect(
      read({ ...limits, ...queue({ name: 'orders', max_delivery_count: '${azurerm_x.y.n}' }) }).queues[0],
    ).toMatchObject({
      maxDeliveryCount: 7,
    });
  });

  it.each<[string, string, Block]>([
    ['${azurerm_servicebus_queue.missing.name}', 'the stack has no resource azurerm_servicebus_queue.missing', {}],
    [
      '${azurerm_servicebus_namespace.bus.endpoint}',
      'azurerm_servicebus_namespace.bus sets no attribute endpoint, so that only Azure knows it',
      {},
    ],
    ['${data.azurerm_client_config.me.tenant_id}', 'only Terraform can evaluate it', {}],
    ['${lower(azurerm_servicebus_namespace.bus.name)}', 'only Terraform can evaluate it', {}],
    ['x${jsonencode({"a" = 1})}', 'only Terraform can evaluate it', {}],
    ['${azurerm_servicebus_queue.orders[0].name}', 'only Terraform can evaluate it', {}],
    ['${var.queue}', 'the variable has no default', { variable: { queue: {} } }],
    ['${local.queue}', 'the stack has no such local', {}],
    ['${azurerm_servicebus_queue.orders.name}', 'it refers to itself', {}],
    ['x-${local.object}', 'it is not a text or number', { locals: { object: {} } }],
  ])('refuses %s and says where it is used and why', (name, reason, rest) => {
    const token = name.slice(name.indexOf('$'));
    expect(() => nameOf(name, rest)).toThrow(
      `azurerm_servicebus_queue.orders.name: cannot resolve ${token}: ${reason}`,
    );
  });

  it('names the construct beside the resource', () => {
    const metadata = { '//': { metadata: { path: 'messaging-dev/orders', uniqueId: 'orders' } } };
    expect(() => read(queue({ ...metadata, name: '${local.none}' }))).toThrow(
      'construct messaging-dev/orders, azurerm_servicebus_queue.orders.name: cannot resolve ${local.none}',
    );
  });
});

describe('errors', () => {
  it.each([[null], ['text'], [[]], [{ resource: 'none' }], [{ resource: { azurerm_x: { y: 5 } } }]])(
    'refuses %j, which is no stack',
    (json) => {
      expect(() => readSynthesizedStack(json)).toThrow('Pass the parsed JSON of a cdk.tf.json');
    },
  );

  it('refuses a stack without a namespace', () => {
    expect(() => readSynthesizedStack({ resource: {} })).toThrow('azurerm_servicebus_namespace: the stack has none');
  });

  it('refuses a stack with two namespaces and names both', () => {
    const both = { a: { name: 'a', sku: 'Basic' }, b: { name: 'b', sku: 'Basic' } };
    expect(() => readSynthesizedStack({ resource: { azurerm_servicebus_namespace: both } })).toThrow(
      'the stack has 2: azurerm_servicebus_namespace.a, azurerm_servicebus_namespace.b',
    );
  });

  it.each<[string, Resources]>([
    [
      'azurerm_servicebus_queue.q.namespace_id',
      { azurerm_servicebus_queue: { q: { name: 'q', namespace_id: '/subscriptions/s' } } },
    ],
    ['azurerm_servicebus_queue.q.namespace_id', { azurerm_servicebus_queue: { q: { name: 'q' } } }],
    [
      'azurerm_servicebus_subscription.s.topic_id',
      {
        ...queue({ name: 'orders' }),
        azurerm_servicebus_subscription: { s: { name: 's', topic_id: '${azurerm_servicebus_queue.orders.id}' } },
      },
    ],
    [
      'azurerm_servicebus_queue_authorization_rule.r.queue_id',
      {
        ...topic,
        azurerm_servicebus_queue_authorization_rule: {
          r: { name: 'r', queue_id: '${azurerm_servicebus_topic.events.id}' },
        },
      },
    ],
    ['azurerm_servicebus_queue.orders.forward_to', queue({ name: 'orders', forward_to: 'nowhere' })],
    [
      'azurerm_servicebus_queue.orders.forward_dead_lettered_messages_to',
      queue({ name: 'orders', forward_dead_lettered_messages_to: 'x' }),
    ],
    [
      'azurerm_servicebus_subscription.billing.forward_to',
      {
        ...topic,
        azurerm_servicebus_subscription: { billing: { ...inTopic, name: 'billing', forward_to: 'billing' } },
      },
    ],
    [
      'azurerm_servicebus_topic.events.name: "events" is taken by azurerm_servicebus_queue.orders',
      { ...topic, ...queue({ name: 'Events' }) },
    ],
    ['azurerm_servicebus_queue.orders.status', queue({ name: 'orders', status: 'Sleeping' })],
    ['azurerm_servicebus_queue.orders.max_delivery_count', queue({ name: 'orders', max_delivery_count: 'ten' })],
  ])('names %s', (place, resources) => {
    expect(() => read(resources)).toThrow(place);
  });
});
