import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  ServiceBusSubscription,
  ServiceBusTopic,
  type IServiceBusSubscription,
  type ServiceBusSubscriptionProps,
} from './index.js';

function subscriptionOf(props: Partial<ServiceBusSubscriptionProps>, sku: 'Standard' | 'Premium' = 'Standard') {
  return synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, sku });
    const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
    new ServiceBusSubscription(scope, 'billing', { name: 'billing', topic, ...props });
  }).resource['azurerm_servicebus_subscription']?.['billing'];
}

describe('ServiceBusSubscription', () => {
  it('has ten deliveries when nothing else is said', () => {
    expect(subscriptionOf({})).toEqual({
      name: 'billing',
      topic_id: '${azurerm_servicebus_topic.events.id}',
      max_delivery_count: 10,
    });
  });

  it('passes on every property', () => {
    const props = {
      lockDuration: 'PT45S',
      maxDeliveryCount: 5,
      defaultMessageTimeToLive: 'P14D',
      deadLetteringOnMessageExpiration: true,
      deadLetteringOnFilterEvaluationError: false,
      requiresSession: true,
      batchedOperationsEnabled: true,
      autoDeleteOnIdle: 'P1D',
      forwardDeadLetteredMessagesTo: 'graveyard',
      status: 'ReceiveDisabled',
    } as const;
    expect(subscriptionOf(props)).toEqual({
      name: 'billing',
      topic_id: '${azurerm_servicebus_topic.events.id}',
      lock_duration: 'PT45S',
      max_delivery_count: 5,
      default_message_ttl: 'P14D',
      dead_lettering_on_message_expiration: true,
      dead_lettering_on_filter_evaluation_error: false,
      requires_session: true,
      batched_operations_enabled: true,
      auto_delete_on_idle: 'P1D',
      forward_dead_lettered_messages_to: 'graveyard',
      status: 'ReceiveDisabled',
    });
  });

  it.each<[Partial<ServiceBusSubscriptionProps>, string]>([
    [{ name: 'eu/billing' }, "name is 'eu/billing', but a subscription's name has"],
    [{ lockDuration: 'PT6M' }, "lockDuration is 'PT6M', but a peek-lock lasts"],
    [{ maxDeliveryCount: 0 }, 'maxDeliveryCount is 0, but a delivery count is'],
    [{ status: 'SendDisabled' as 'Disabled' }, "status is 'SendDisabled', but a status that Terraform can set on a"],
    [{ clientScope: { clientId: 'x' } }, 'clientScope is {"clientId":"x"}, but Standard has no subscriptions of JMS'],
    [{ requiresSession: true, forwardTo: 'archive' }, "forwardTo is 'archive', but an entity that requires sessions"],
  ])('refuses %p', (props, message) => {
    expect(() => subscriptionOf(props)).toThrow(`Azure would refuse stack/billing:\n  - ${message}`);
  });

  it('is scoped to JMS clients', () => {
    const clientScope = { clientId: 'billing-service', shareable: false };
    expect(subscriptionOf({ clientScope }, 'Premium')).toMatchObject({
      client_scoped_subscription_enabled: true,
      client_scoped_subscription: {
        client_id: 'billing-service',
        is_client_scoped_subscription_shareable: false,
      },
    });
  });

  it('is shared by the JMS clients that set no id when nothing else is said', () => {
    expect(subscriptionOf({ clientScope: {} }, 'Premium')).toMatchObject({
      client_scoped_subscription_enabled: true,
      client_scoped_subscription: { is_client_scoped_subscription_shareable: true },
    });
  });

  it('refuses a second subscription of that name on the topic', () => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
      new ServiceBusSubscription(scope, 'first', { name: 'billing', topic });
      expect(() => new ServiceBusSubscription(scope, 'second', { name: 'Billing', topic })).toThrow(
        "name is 'Billing', but stack/first has that name already",
      );
    });
  });

  describe('that exists', () => {
    const imported = (use: (subscription: IServiceBusSubscription) => void, name = 'billing') =>
      synthesize((scope) => {
        const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
        const topic = ServiceBusTopic.fromTopicName(scope, 'events', { name: 'events', namespace });
        use(ServiceBusSubscription.fromSubscriptionName(scope, 'billing', { name, topic }));
      });

    it('is read by its name, and can get rules', () => {
      const { data, resource } = imported((subscription) => {
        subscription.addRule('purchases', { sqlFilter: "type = 'purchase'" });
      });
      expect(data?.['azurerm_servicebus_subscription']).toEqual({
        billing: { name: 'billing', topic_id: '${data.azurerm_servicebus_topic.events.id}' },
      });
      expect(resource['azurerm_servicebus_subscription_rule']).toMatchObject({
        billing_purchases: { subscription_id: '${data.azurerm_servicebus_subscription.billing.id}' },
      });
    });

    it('is refused with a name that no subscription has', () => {
      expect(() => imported(() => undefined, 'eu/billing')).toThrow("name is 'eu/billing', but a subscription's name");
    });
  });
});
