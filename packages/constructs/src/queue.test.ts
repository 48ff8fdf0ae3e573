import { Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  Duration,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type IServiceBusQueue,
  type ServiceBusNamespaceProps,
  type ServiceBusQueueProps,
} from './index.js';

function queueOf(queue: Partial<ServiceBusQueueProps>, namespaceProps: Partial<ServiceBusNamespaceProps> = {}) {
  return synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...namespaceProps });
    new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, ...queue });
  }).resource['azurerm_servicebus_queue']?.['orders'];
}

describe('ServiceBusQueue', () => {
  it("leaves to Azure's defaults what is not said", () => {
    expect(queueOf({})).toEqual({
      name: 'orders',
      namespace_id: '${azurerm_servicebus_namespace.bus.id}',
      partitioning_enabled: false,
    });
  });

  it('passes on every property', () => {
    const props = {
      lockDuration: 'PT45S',
      maxDeliveryCount: 5,
      defaultMessageTimeToLive: 'P14D',
      deadLetteringOnMessageExpiration: true,
      requiresSession: true,
      requiresDuplicateDetection: true,
      duplicateDetectionHistoryTimeWindow: 'PT1H',
      partitioningEnabled: true,
      expressEnabled: false,
      batchedOperationsEnabled: false,
      autoDeleteOnIdle: 'P1D',
      maxSizeInMegabytes: 5120,
      forwardDeadLetteredMessagesTo: 'graveyard',
      status: 'SendDisabled',
    } as const;
    expect(queueOf(props)).toEqual({
      name: 'orders',
      namespace_id: '${azurerm_servicebus_namespace.bus.id}',
      lock_duration: 'PT45S',
      max_delivery_count: 5,
      default_message_ttl: 'P14D',
      dead_lettering_on_message_expiration: true,
      requires_session: true,
      requires_duplicate_detection: true,
      duplicate_detection_history_time_window: 'PT1H',
      partitioning_enabled: true,
      express_enabled: false,
      batched_operations_enabled: false,
      auto_delete_on_idle: 'P1D',
      max_size_in_megabytes: 5120,
      forward_dead_lettered_messages_to: 'graveyard',
      status: 'SendDisabled',
    });
  });

  it('takes durations of any library', () => {
    expect(queueOf({ lockDuration: Duration.seconds(45), autoDeleteOnIdle: { toISO: () => 'PT90M' } })).toMatchObject({
      lock_duration: 'PT45S',
      auto_delete_on_idle: 'PT1H30M',
    });
  });

  it('is partitioned on Premium where the namespace has several partitions', () => {
    expect(queueOf({}, { sku: 'Premium', premiumMessagingPartitions: 2 })).toMatchObject({
      partitioning_enabled: true,
    });
  });

  it('can have large messages on Premium', () => {
    expect(queueOf({ maxMessageSizeInKilobytes: 102_400 }, { sku: 'Premium' })).toMatchObject({
      max_message_size_in_kilobytes: 102_400,
    });
  });

  it('forwards to another queue by reference, so that it is created first', () => {
    const { resource } = synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const archive = new ServiceBusQueue(scope, 'archive', { name: 'archive', namespace });
      new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, forwardTo: archive });
    });
    expect(resource['azurerm_servicebus_queue']?.['orders']).toMatchObject({
      forward_to: '${azurerm_servicebus_queue.archive.name}',
    });
  });

  it.each<[Partial<ServiceBusQueueProps>, Partial<ServiceBusNamespaceProps>, string]>([
    [{ lockDuration: 'PT10M' }, {}, "lockDuration is 'PT10M', but a peek-lock lasts"],
    [
      { lockDuration: '30s' },
      {},
      "lockDuration is '30s', but a peek-lock lasts an ISO 8601 duration from PT5S to PT5M. '30s' is no ISO 8601",
    ],
    [
      { defaultMessageTimeToLive: { toISO: () => 'P1M' } },
      {},
      "defaultMessageTimeToLive is 'P1M', but a time to live is an ISO 8601 duration of at least PT1S. 'P1M' counts in years, months or weeks, whose length depends on who reads it. Write days: 'P30D'.",
    ],
    [{ maxDeliveryCount: 0 }, {}, 'maxDeliveryCount is 0, but a delivery count is'],
    [{ requiresSession: true, forwardTo: 'x' }, {}, "forwardTo is 'x', but an entity that requires sessions"],
    [{ requiresSession: true }, { sku: 'Basic' }, 'requiresSession is true, but Basic has no sessions'],
    [{ forwardTo: 'archive' }, { sku: 'Basic' }, "forwardTo is 'archive', but Basic has no forwarding"],
    [
      { forwardTo: Token.asString('${var.target}') },
      { sku: 'Basic' },
      "forwardTo is '(known after apply)', but Basic has no forwarding",
    ],
    [{ maxMessageSizeInKilobytes: 1024 }, {}, 'maxMessageSizeInKilobytes is 1024, but the size of messages'],
    [{ partitioningEnabled: true }, { sku: 'Premium' }, 'partitioningEnabled is true, but the Premium namespace'],
    [{ expressEnabled: true }, { sku: 'Premium' }, 'expressEnabled is true, but Premium has no express entities'],
  ])('refuses %p in %p', (queue, namespace, message) => {
    expect(() => queueOf(queue, namespace)).toThrow(`Azure would refuse stack/orders:\n  - ${message}`);
  });

  it('does not judge what only Terraform knows', () => {
    const partitioningEnabled = Token.asAny('${var.partitioned}');
    const lockDuration = Token.asString('${var.lock}');
    expect(queueOf({ partitioningEnabled, lockDuration }, { sku: 'Premium' })).toMatchObject({
      partitioning_enabled: '${var.partitioned}',
      lock_duration: '${var.lock}',
    });
  });

  it.each(['orders', 'Orders'])('refuses the name %s when a topic of the namespace has it', (name) => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      new ServiceBusTopic(scope, 'topic', { name: 'orders', namespace });
      expect(() => new ServiceBusQueue(scope, 'queue', { name, namespace })).toThrow(
        `name is '${name}', but stack/topic has that name already`,
      );
    });
  });

  it('may have the name of a queue in another namespace', () => {
    const { resource } = synthesize((scope) => {
      for (const region of ['east', 'west']) {
        const namespace = new ServiceBusNamespace(scope, region, { name: `ams-${region}-bus`, resourceGroup });
        new ServiceBusQueue(scope, `orders-${region}`, { name: 'orders', namespace });
      }
    });
    expect(Object.keys(resource['azurerm_servicebus_queue'] ?? {})).toEqual(['orders-east', 'orders-west']);
  });

  describe('that exists', () => {
    const imported = (use: (queue: IServiceBusQueue) => void = () => undefined, name = 'orders') =>
      synthesize((scope) => {
        const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
        use(ServiceBusQueue.fromQueueName(scope, 'orders', { name, namespace }));
      });

    it('is read by its name', () => {
      expect(imported().data).toEqual({
        azurerm_servicebus_queue: {
          orders: { name: 'orders', namespace_id: '${azurerm_servicebus_namespace.bus.id}' },
        },
      });
    });

    it('can get keys', () => {
      const { resource } = imported((queue) => queue.addAccessRule('producer', { rights: ['Send'] }));
      expect(resource['azurerm_servicebus_queue_authorization_rule']).toMatchObject({
        orders_producer: { queue_id: '${data.azurerm_servicebus_queue.orders.id}', send: true },
      });
    });

    it('can be forwarded to', () => {
      const { resource } = imported(
        (queue) => new ServiceBusQueue(queue, 'copy', { name: 'copy', namespace: queue.namespace, forwardTo: queue }),
      );
      expect(Object.values(resource['azurerm_servicebus_queue'] ?? {})).toMatchObject([
        { forward_to: '${data.azurerm_servicebus_queue.orders.name}' },
      ]);
    });

    it('is refused with a name that no queue has', () => {
      expect(() => imported(undefined, 'all orders')).toThrow("name is 'all orders', but a queue's name has");
    });
  });
});
