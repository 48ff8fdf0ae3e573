import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  ServiceBusSubscription,
  ServiceBusTopic,
  type IServiceBusTopic,
  type ServiceBusNamespaceProps,
  type ServiceBusTopicProps,
} from './index.js';

function topicOf(topic: Partial<ServiceBusTopicProps>, namespaceProps: Partial<ServiceBusNamespaceProps> = {}) {
  return synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...namespaceProps });
    new ServiceBusTopic(scope, 'events', { name: 'events', namespace, ...topic });
  }).resource['azurerm_servicebus_topic']?.['events'];
}

describe('ServiceBusTopic', () => {
  it('leaves to the defaults what is not said', () => {
    expect(topicOf({})).toEqual({
      name: 'events',
      namespace_id: '${azurerm_servicebus_namespace.bus.id}',
      partitioning_enabled: false,
    });
  });

  it('passes on every property', () => {
    const props = {
      defaultMessageTimeToLive: 'P14D',
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT1H',
      partitioningEnabled: true,
      expressEnabled: false,
      batchedOperationsEnabled: true,
      supportOrdering: true,
      autoDeleteOnIdle: 'P1D',
      maxSizeInMegabytes: 2048,
      status: 'Active',
    } as const;
    expect(topicOf(props)).toEqual({
      name: 'events',
      namespace_id: '${azurerm_servicebus_namespace.bus.id}',
      default_message_ttl: 'P14D',
      requires_duplicate_detection: true,
      duplicate_detection_history_time_window: 'PT1H',
      partitioning_enabled: true,
      express_enabled: false,
      batched_operations_enabled: true,
      support_ordering: true,
      auto_delete_on_idle: 'P1D',
      max_size_in_megabytes: 2048,
      status: 'Active',
    });
  });

  it('makes subscriptions, at addresses that can be read', () => {
    const { resource } = synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      new ServiceBusTopic(scope, 'events', { name: 'events', namespace }).addSubscription('billing', {
        maxDeliveryCount: 3,
        rules: { purchases: { sqlFilter: "type = 'purchase'" } },
      });
    });
    expect(resource['azurerm_servicebus_subscription']).toEqual({
      events_billing: { name: 'billing', topic_id: '${azurerm_servicebus_topic.events.id}', max_delivery_count: 3 },
    });
    expect(resource['azurerm_servicebus_subscription_rule']).toMatchObject({
      events_billing_purchases: { subscription_id: '${azurerm_servicebus_subscription.events_billing.id}' },
    });
  });

  it('is partitioned on Premium where the namespace has several partitions', () => {
    expect(topicOf({}, { sku: 'Premium', premiumMessagingPartitions: 4 })).toMatchObject({
      partitioning_enabled: true,
    });
  });

  it.each<[Partial<ServiceBusTopicProps>, Partial<ServiceBusNamespaceProps>, string]>([
    [{}, { sku: 'Basic' }, "name is 'events', but Basic has no topics"],
    [{ name: 'all events' }, {}, "name is 'all events', but a topic's name has"],
    [
      { status: 'SendDisabled' as 'Disabled' },
      {},
      "status is 'SendDisabled', but a status that Terraform can set on a",
    ],
    [{ autoDeleteOnIdle: 'PT1M' }, {}, "autoDeleteOnIdle is 'PT1M', but an entity can delete itself"],
    [
      { partitioningEnabled: false },
      { sku: 'Premium', premiumMessagingPartitions: 2 },
      'partitioningEnabled is false, but the Premium namespace has 2 partitions',
    ],
  ])('refuses %p in %p', (topic, namespace, message) => {
    expect(() => topicOf(topic, namespace)).toThrow(`Azure would refuse stack/events:\n  - ${message}`);
  });

  describe('that exists', () => {
    const imported = (use: (topic: IServiceBusTopic) => void, name = 'events') =>
      synthesize((scope) => {
        const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
        use(ServiceBusTopic.fromTopicName(scope, 'events', { name, namespace }));
      });

    it('is read by its name, and can get keys and subscriptions', () => {
      const { data, resource } = imported((topic) => {
        topic.addAccessRule('producer', { rights: ['Send'] });
        new ServiceBusSubscription(topic, 'billing', { name: 'billing', topic });
      });
      expect(data).toEqual({
        azurerm_servicebus_topic: {
          events: { name: 'events', namespace_id: '${azurerm_servicebus_namespace.bus.id}' },
        },
      });
      expect(resource['azurerm_servicebus_topic_authorization_rule']).toMatchObject({
        events_producer: { topic_id: '${data.azurerm_servicebus_topic.events.id}', send: true },
      });
      expect(Object.values(resource['azurerm_servicebus_subscription'] ?? {})).toMatchObject([
        { name: 'billing', topic_id: '${data.azurerm_servicebus_topic.events.id}' },
      ]);
    });

    it('is refused with a name that no topic has', () => {
      expect(() => imported(() => undefined, 'all events')).toThrow("name is 'all events', but a topic's name has");
    });
  });
});
