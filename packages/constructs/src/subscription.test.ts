import { Token } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  ServiceBusSubscription,
  ServiceBusTopic,
  type ServiceBusSubscriptionProps,
} from './index.js';

function withSubscription(
  props: Partial<ServiceBusSubscriptionProps>,
  more: (subscription: ServiceBusSubscription) => void = () => undefined,
) {
  const { resource } = synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
    const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
    more(new ServiceBusSubscription(scope, 'billing', { name: 'billing', topic, ...props }));
  });
  return {
    subscription: resource['azurerm_servicebus_subscription']?.['billing'],
    rules: resource['azurerm_servicebus_subscription_rule'],
  };
}

describe('ServiceBusSubscription', () => {
  it('has ten deliveries when nothing else is said', () => {
    expect(withSubscription({}).subscription).toEqual({
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
    expect(withSubscription(props).subscription).toEqual({
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
    [{ requiresSession: true, forwardTo: 'archive' }, "forwardTo is 'archive', but an entity that requires sessions"],
  ])('refuses %p', (props, message) => {
    expect(() => withSubscription(props)).toThrow(`Azure would refuse stack/billing:\n  - ${message}`);
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

  it('has a rule with a SQL filter and an action', () => {
    const rules = { purchases: { sqlFilter: "type = 'purchase'", action: "SET priority = 'high'" } };
    expect(withSubscription({ rules }).rules).toEqual({
      billing_purchases: {
        name: 'purchases',
        subscription_id: '${azurerm_servicebus_subscription.billing.id}',
        filter_type: 'SqlFilter',
        sql_filter: "type = 'purchase'",
        action: "SET priority = 'high'",
      },
    });
  });

  it('has a rule with a correlation filter', () => {
    const correlationFilter = { label: 'purchase', contentType: 'application/json', properties: { region: 'eu' } };
    expect(withSubscription({ rules: { purchases: { correlationFilter } } }).rules).toEqual({
      billing_purchases: {
        name: 'purchases',
        subscription_id: '${azurerm_servicebus_subscription.billing.id}',
        filter_type: 'CorrelationFilter',
        correlation_filter: { label: 'purchase', content_type: 'application/json', properties: { region: 'eu' } },
      },
    });
  });

  it('does not judge a filter that only Terraform knows', () => {
    const rules = { purchases: { sqlFilter: Token.asString('${var.filter}') } };
    expect(withSubscription({ rules }).rules).toMatchObject({ billing_purchases: { sql_filter: '${var.filter}' } });
  });

  it.each([
    ['a filter that cannot be read', 'purchases', { sqlFilter: 'amount >' }, 'it cannot be read at line 1, column 9'],
    ['an action that cannot be read', 'purchases', { sqlFilter: '1 = 1', action: 'DROP x' }, "action is 'DROP x', but"],
    ['a filter that is too long', 'purchases', { sqlFilter: 'x'.repeat(1025) }, 'and this has 1025'],
    ['an empty correlation filter', 'purchases', { correlationFilter: {} }, 'compares at least one property'],
    ['a rule without a filter', 'purchases', {}, 'a rule has one filter, SQL or correlation'],
    [
      'a rule with two filters',
      'purchases',
      { sqlFilter: '1 = 1', correlationFilter: { label: 'purchase' } },
      'a rule has one filter, SQL or correlation',
    ],
    ['the name of the rule that Azure makes', '$Default', { sqlFilter: '1 = 1' }, 'Azure makes that rule itself'],
  ])('refuses %s', (_, name, rule, message) => {
    expect(() => withSubscription({ rules: { [name]: rule } })).toThrow(message);
  });

  it('names the path of the rule at fault', () => {
    expect(() => withSubscription({ rules: { purchases: { sqlFilter: 'amount >' } } })).toThrow(
      'Azure would refuse stack/billing/purchases:',
    );
  });

  it('refuses a second rule of the same name', () => {
    const add = (subscription: ServiceBusSubscription) => subscription.addRule('ALL', { sqlFilter: '1 = 1' });
    expect(() => withSubscription({ rules: { all: { sqlFilter: '1 = 1' } } }, add)).toThrow(
      "name is 'ALL', but stack/billing has that name already",
    );
  });
});
