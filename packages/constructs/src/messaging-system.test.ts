import { Testing, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { EmailActionGroup } from './email-action-group.js';
import { MessagingSystem } from './messaging-system.js';

const place = { name: 'contoso-ordering', location: 'eastus' } as const;
const emailReceivers = [{ name: 'oncall', emailAddress: 'oncall@example.com' }] as const;

/** A shop that sends orders and events, and who works on them. */
function shop(scope: Construct) {
  return new MessagingSystem(scope, 'Default', {
    ...place,
    tags: { team: 'ordering' },
    queues: {
      orders: { lockDuration: 'PT45S', forwardDeadLetteredMessagesTo: 'failed' },
      failed: { name: 'failed-orders' },
    },
    topics: { events: {} },
    subscriptions: { billing: { topic: 'events', rules: { paid: { sqlFilter: "type = 'paid'" } } } },
    programs: { web: { orders: ['Send'], events: ['Send'] }, worker: { orders: ['Listen', 'Send'] } },
    namespaceKeys: { manager: ['Manage', 'Listen', 'Send'] },
    emailReceivers,
    backlogAlerts: { 'orders-backlog': { queue: 'orders', threshold: 100 } },
  });
}

/** The outputs of the stack of a system. */
function outputs(): Readonly<Record<string, unknown>> {
  const stack = new TerraformStack(Testing.app(), 'ordering');
  shop(stack).addOutputs();
  const { output } = JSON.parse(Testing.synth(stack)) as { readonly output: Readonly<Record<string, unknown>> };
  return output;
}

describe('MessagingSystem', () => {
  const { resource } = synthesize(shop);

  it('makes a resource group and a namespace named after the system', () => {
    const tags = { team: 'ordering' };
    expect(resource['azurerm_resource_group']).toEqual({
      messaging: { name: 'contoso-ordering-rg', location: 'eastus', tags },
    });
    expect(resource['azurerm_servicebus_namespace']).toEqual({
      bus: {
        name: 'contoso-ordering-bus',
        resource_group_name: '${azurerm_resource_group.messaging.name}',
        location: '${azurerm_resource_group.messaging.location}',
        sku: 'Standard',
        capacity: 0,
        premium_messaging_partitions: 0,
        tags,
      },
    });
  });

  it('makes queues by key, and those first that others forward to', () => {
    const namespace_id = '${azurerm_servicebus_namespace.bus.id}';
    expect(resource['azurerm_servicebus_queue']).toEqual({
      orders: {
        name: 'orders',
        namespace_id,
        lock_duration: 'PT45S',
        forward_dead_lettered_messages_to: '${azurerm_servicebus_queue.failed.name}',
        partitioning_enabled: false,
      },
      failed: { name: 'failed-orders', namespace_id, partitioning_enabled: false },
    });
  });

  it('makes topics and subscriptions with their rules', () => {
    expect(resource['azurerm_servicebus_topic']).toEqual({
      events: { name: 'events', namespace_id: '${azurerm_servicebus_namespace.bus.id}', partitioning_enabled: false },
    });
    expect(resource['azurerm_servicebus_subscription']).toEqual({
      billing: { name: 'billing', topic_id: '${azurerm_servicebus_topic.events.id}', max_delivery_count: 10 },
    });
    expect(resource['azurerm_servicebus_subscription_rule']).toEqual({
      billing_paid: expect.objectContaining({ name: 'paid', sql_filter: "type = 'paid'" }),
    });
  });

  it('makes a key for each program on each entity that it uses, and for the namespace', () => {
    const rights = ({ send, listen, manage }: Readonly<Record<string, unknown>>) => ({ send, listen, manage });
    const keys = (level: string) =>
      Object.entries(resource[`azurerm_servicebus_${level}_authorization_rule`] ?? {}).map(([address, rule]) => [
        address,
        rights(rule),
      ]);
    expect(Object.fromEntries([...keys('queue'), ...keys('topic'), ...keys('namespace')])).toEqual({
      orders_web: { send: true, listen: false, manage: false },
      orders_worker: { send: true, listen: true, manage: false },
      events_web: { send: true, listen: false, manage: false },
      bus_manager: { send: true, listen: true, manage: true },
    });
  });

  it('tells the receivers of a backlog', () => {
    expect(resource['azurerm_monitor_action_group']).toMatchObject({
      alerts: { name: 'contoso-ordering-messaging-alerts', short_name: 'messaging' },
    });
    expect(resource['azurerm_monitor_metric_alert']).toMatchObject({
      'orders-backlog': {
        name: 'contoso-ordering-orders-backlog',
        criteria: [{ threshold: 100, dimension: [{ values: ['${azurerm_servicebus_queue.orders.name}'] }] }],
        action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
        tags: { team: 'ordering' },
      },
    });
  });

  it('tells them of what goes wrong with the namespace, where that is asked for', () => {
    const { resource } = synthesize((scope) => {
      const { namespaceAlerts } = new MessagingSystem(scope, 'Default', {
        ...place,
        tags: { team: 'ordering' },
        emailReceivers,
        namespaceAlerts: { deadLetters: {}, throttling: { threshold: 10 }, serverErrors: {}, size: { percent: 50 } },
      });
      expect(Object.keys(namespaceAlerts)).toEqual(['deadLetters', 'throttling', 'serverErrors', 'size']);
    });
    const alerts = Object.values(resource['azurerm_monitor_metric_alert'] ?? {});
    expect(alerts).toHaveLength(4);
    for (const alert of alerts) {
      expect(alert).toMatchObject({
        action: [{ action_group_id: '${azurerm_monitor_action_group.alerts.id}' }],
        tags: { team: 'ordering' },
      });
    }
    const criteria = alerts.map(({ criteria }) => criteria as readonly { metric_name: string; threshold: number }[]);
    expect(criteria.map(([only]) => [only?.metric_name, only?.threshold]).sort()).toEqual([
      ['DeadletteredMessages', 0],
      ['ServerErrors', 0],
      ['Size', 536_870_912],
      ['ThrottledRequests', 10],
    ]);
  });

  it('has what it makes by key, with types', () => {
    synthesize((scope) => {
      const system = shop(scope);
      expect(system.queues.orders.plainName).toBe('orders');
      expect(system.topics.events.plainName).toBe('events');
      expect(system.subscriptions.billing.topic).toBe(system.topics.events);
      // @ts-expect-error: the system has no such queue.
      expect(system.queues.invoices).toBeUndefined();
      // @ts-expect-error: the worker has no key of the topic.
      expect(system.outputs.connectionStrings.worker.events).toBeUndefined();
    });
  });

  it('writes outputs that programs read, keys as secrets', () => {
    const rule = (level: string, address: string) =>
      `\${azurerm_servicebus_${level}_authorization_rule.${address}.primary_connection_string}`;
    expect(outputs()).toEqual({
      resource_group_name: { value: '${azurerm_resource_group.messaging.name}' },
      namespace_name: { value: '${azurerm_servicebus_namespace.bus.name}' },
      namespace_hostname: { value: '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net' },
      orders_queue_name: { value: '${azurerm_servicebus_queue.orders.name}' },
      failed_queue_name: { value: '${azurerm_servicebus_queue.failed.name}' },
      events_topic_name: { value: '${azurerm_servicebus_topic.events.name}' },
      billing_subscription_name: { value: '${azurerm_servicebus_subscription.billing.name}' },
      web_orders_connection_string: { value: rule('queue', 'orders_web'), sensitive: true },
      web_events_connection_string: { value: rule('topic', 'events_web'), sensitive: true },
      worker_orders_connection_string: { value: rule('queue', 'orders_worker'), sensitive: true },
      manager_connection_string: { value: rule('namespace', 'bus_manager'), sensitive: true },
    });
  });

  it('is put into a resource group that is there, and tells groups that are there', () => {
    const { resource } = synthesize((scope) => {
      const team = new EmailActionGroup(scope, 'team', {
        name: 'team',
        shortName: 'team',
        resourceGroup,
        emailReceivers,
      });
      new MessagingSystem(scope, 'ordering', {
        name: 'contoso-ordering',
        resourceGroup,
        queues: { orders: {} },
        backlogAlerts: { backlog: { queue: 'orders', threshold: 5, name: 'too-many-orders' } },
        actionGroups: [team],
      });
    });
    expect(resource['azurerm_resource_group']).toBeUndefined();
    expect(Object.keys(resource['azurerm_monitor_action_group'] ?? {})).toEqual(['team']);
    expect(Object.values(resource['azurerm_servicebus_namespace'] ?? {})).toMatchObject([
      { resource_group_name: 'messaging', location: 'eastus' },
    ]);
    expect(Object.values(resource['azurerm_monitor_metric_alert'] ?? {})).toMatchObject([
      { name: 'too-many-orders', action: [{ action_group_id: '${azurerm_monitor_action_group.team.id}' }] },
    ]);
  });

  it.each([
    ['Standard', 1, true],
    ['Premium', 1, false],
    ['Premium', 2, true],
  ] as const)('partitions entities where %s with %p partitions lets it', (sku, partitions, expected) => {
    const { resource } = synthesize((scope) => {
      new MessagingSystem(scope, 'Default', {
        ...place,
        sku,
        ...(sku === 'Premium' && { premiumMessagingPartitions: partitions }),
        partitioningEnabled: true,
        queues: { orders: {} },
        topics: { events: {} },
      });
    });
    expect(resource).toMatchObject({
      azurerm_servicebus_queue: { orders: { partitioning_enabled: expected } },
      azurerm_servicebus_topic: { events: { partitioning_enabled: expected } },
    });
  });
});

describe('MessagingSystem refuses', () => {
  const refused = (build: (scope: Construct) => void, message: string) =>
    expect(() => synthesize(build)).toThrow(`Azure would refuse stack/ordering:\n  - ${message}`);

  it('no place, and two', () => {
    const message =
      "location is undefined, but a namespace is in one resource group: one that the system makes in a location, or one that is given. Give either location, such as 'eastus', or resourceGroup.";
    refused((scope) => new MessagingSystem(scope, 'ordering', { name: 'contoso-ordering' }), message);
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, resourceGroup }),
      message.replace('undefined', "'eastus'"),
    );
  });

  it("a resource group's name that Azure refuses", () => {
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, resourceGroupName: 'ordering.' }),
      "resourceGroupName is 'ordering.', but a resource group's name has 1 to 90 letters, digits, underscores, hyphens, parentheses and periods and does not end in a period. Choose another name, such as 'ordering-rg'.",
    );
  });

  it('a key that is used twice', () => {
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, queues: { events: {} }, topics: { events: {} } }),
      "queues is 'events', but a key is the id of one construct, and this is that of one of the topics. Choose another key, and give name: 'events' beside it.",
    );
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, queues: { bus: {} } }),
      "queues is 'bus', but a key is the id of one construct, and this is one of the system's own. Choose another key, and give name: 'bus' beside it.",
    );
  });

  it('a forward to what is not there', () => {
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, queues: { orders: { forwardTo: 'archive' } } }),
      "queues.orders.forwardTo is 'archive', but the system has orders alone. Give one of its keys, or add what is missing.",
    );
  });

  it('forwards of which each waits for the other', () => {
    refused(
      (scope) =>
        new MessagingSystem(scope, 'ordering', {
          ...place,
          queues: {
            orders: { forwardDeadLetteredMessagesTo: 'later' },
            later: { forwardDeadLetteredMessagesTo: 'orders' },
          },
        }),
      "queues.later.forwardDeadLetteredMessagesTo is 'orders', but Azure wants a target to exist first, and here each waits for another: orders -> later -> orders. Take one of these forwards out.",
    );
  });

  it('a subscription, a program and an alert of what is not there', () => {
    refused((scope) => {
      // @ts-expect-error: the system has no such topic.
      new MessagingSystem(scope, 'ordering', { ...place, subscriptions: { billing: { topic: 'events' } } });
    }, "subscriptions.billing.topic is 'events', but the system has none. Give one of its keys, or add what is missing.");
    refused((scope) => {
      new MessagingSystem(scope, 'ordering', {
        ...place,
        queues: { orders: {} },
        // @ts-expect-error: the system has no such queue.
        programs: { web: { order: ['Send'] } },
      });
    }, "programs.web is 'order', but the system has orders alone. Give one of its keys, or add what is missing.");
    refused((scope) => {
      new MessagingSystem(scope, 'ordering', {
        ...place,
        emailReceivers,
        // @ts-expect-error: the system has no such queue.
        backlogAlerts: { backlog: { queue: 'orders', threshold: 1 } },
      });
    }, "backlogAlerts.backlog.queue is 'orders', but the system has none. Give one of its keys, or add what is missing.");
  });

  it('an alert that tells nobody', () => {
    refused(
      (scope) =>
        new MessagingSystem(scope, 'ordering', {
          ...place,
          queues: { orders: {} },
          backlogAlerts: { backlog: { queue: 'orders', threshold: 1 } },
        }),
      "backlogAlerts is [\"backlog\"], but an alert without an action group tells nobody. Give emailReceivers, such as [{ name: 'oncall', emailAddress: 'oncall@example.com' }], or actionGroups.",
    );
  });

  it('an alert on the namespace that tells nobody', () => {
    refused(
      (scope) => new MessagingSystem(scope, 'ordering', { ...place, namespaceAlerts: { throttling: {} } }),
      "namespaceAlerts is [\"throttling\"], but an alert without an action group tells nobody. Give emailReceivers, such as [{ name: 'oncall', emailAddress: 'oncall@example.com' }], or actionGroups.",
    );
  });

  it('what its parts refuse, naming the part', () => {
    expect(() =>
      synthesize((scope) => {
        new MessagingSystem(scope, 'ordering', { ...place, queues: { orders: { maxDeliveryCount: 0 } } });
      }),
    ).toThrow('Azure would refuse stack/ordering/orders:\n  - maxDeliveryCount is 0');
  });
});

describe('grant', () => {
  const id = '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978';

  it('lets an identity do what it is said to, where it is said to', () => {
    const { resource } = synthesize((scope) => {
      shop(scope).grant(id, { orders: ['Listen', 'Send'], events: ['Send'], billing: ['Listen'] });
    });
    const assigned = Object.entries(resource['azurerm_role_assignment'] ?? {});
    expect(
      Object.fromEntries(assigned.map(([address, role]) => [address, [role['role_definition_name'], role['scope']]])),
    ).toEqual({
      [`orders_receive_${id}`]: ['Azure Service Bus Data Receiver', '${azurerm_servicebus_queue.orders.id}'],
      [`orders_send_${id}`]: ['Azure Service Bus Data Sender', '${azurerm_servicebus_queue.orders.id}'],
      [`events_send_${id}`]: ['Azure Service Bus Data Sender', '${azurerm_servicebus_topic.events.id}'],
      [`billing_receive_${id}`]: ['Azure Service Bus Data Receiver', '${azurerm_servicebus_subscription.billing.id}'],
    });
  });

  it('takes the one role that includes all where it is Manage', () => {
    const { resource } = synthesize((scope) => {
      shop(scope).grant(id, { orders: ['Manage', 'Listen', 'Send'], billing: ['Listen', 'Manage'] });
    });
    expect(Object.keys(resource['azurerm_role_assignment'] ?? {})).toEqual([
      `billing_manage_${id}`,
      `orders_manage_${id}`,
    ]);
  });

  it.each<[object, string]>([
    [
      { refunds: ['Send'] },
      "stack/Default:\n  - access is 'refunds', but the system has failed, orders, events, billing alone.",
    ],
    [
      { billing: ['Listen', 'Send'] },
      'stack/Default/billing:\n  - rights is ["Listen","Send"], but nobody sends to a subscription, but to its topic. Grant Send on the topic.',
    ],
  ])('refuses %p', (access, message) => {
    synthesize((scope) => {
      const system = shop(scope);
      expect(() => system.grant(id, access)).toThrow(`Azure would refuse ${message}`);
    });
  });
});
