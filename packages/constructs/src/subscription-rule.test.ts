import { Lazy } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { ServiceBusNamespace, ServiceBusSubscription, ServiceBusTopic, type SubscriptionRuleProps } from './index.js';

function rulesOf(
  rules: Readonly<Record<string, SubscriptionRuleProps>>,
  more: (subscription: ServiceBusSubscription) => void = () => undefined,
) {
  return synthesize((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
    const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
    more(new ServiceBusSubscription(scope, 'billing', { name: 'billing', topic, rules }));
  }).resource['azurerm_servicebus_subscription_rule'];
}

describe('a rule of a subscription', () => {
  it('has a SQL filter and an action', () => {
    const rules = { purchases: { sqlFilter: "type = 'purchase'", action: "SET priority = 'high'" } };
    expect(rulesOf(rules)).toEqual({
      billing_purchases: {
        name: 'purchases',
        subscription_id: '${azurerm_servicebus_subscription.billing.id}',
        filter_type: 'SqlFilter',
        sql_filter: "type = 'purchase'",
        action: "SET priority = 'high'",
      },
    });
  });

  it('has a correlation filter of any members', () => {
    const correlationFilter = {
      correlationId: '4711',
      messageId: 'order-1',
      to: 'billing',
      replyTo: 'answers',
      label: 'purchase',
      sessionId: 'customer-1',
      replyToSessionId: 'answers-1',
      contentType: 'application/json',
      properties: { region: 'eu' },
    };
    expect(rulesOf({ purchases: { correlationFilter } })).toEqual({
      billing_purchases: {
        name: 'purchases',
        subscription_id: '${azurerm_servicebus_subscription.billing.id}',
        filter_type: 'CorrelationFilter',
        correlation_filter: {
          correlation_id: '4711',
          message_id: 'order-1',
          to: 'billing',
          reply_to: 'answers',
          label: 'purchase',
          session_id: 'customer-1',
          reply_to_session_id: 'answers-1',
          content_type: 'application/json',
          properties: { region: 'eu' },
        },
      },
    });
  });

  it('is not judged by a filter that only Terraform knows', () => {
    const rules = { purchases: { sqlFilter: Lazy.stringValue({ produce: () => '${var.filter}' }) } };
    expect(rulesOf(rules)).toMatchObject({ billing_purchases: { sql_filter: '${var.filter}' } });
  });

  it.each<[string, string, SubscriptionRuleProps, string]>([
    ['a filter that cannot be read', 'purchases', { sqlFilter: 'amount >' }, 'it cannot be read at line 1, column 9'],
    ['an action that cannot be read', 'purchases', { sqlFilter: '1 = 1', action: 'DROP x' }, "action is 'DROP x', but"],
    ['a filter that is too long', 'purchases', { sqlFilter: 'x'.repeat(1025) }, 'and this has 1025'],
    ['an empty correlation filter', 'purchases', { correlationFilter: {} }, 'compares at least one property'],
    [
      'an empty text to compare with',
      'purchases',
      { correlationFilter: { label: '', to: 'eu' } },
      "correlationFilter.label is '', but the azurerm provider leaves an empty text out of the filter. Leave it out, or compare it by SQL.",
    ],
    ['a rule without a filter', 'purchases', {}, 'a rule has one filter, SQL or correlation'],
    [
      'a rule with two filters',
      'purchases',
      { sqlFilter: '1 = 1', correlationFilter: { label: 'purchase' } },
      'a rule has one filter, SQL or correlation',
    ],
    ['the name of the rule that Azure makes', '$Default', { sqlFilter: '1 = 1' }, 'Azure makes that rule itself'],
  ])('is refused with %s', (_, name, rule, message) => {
    expect(() => rulesOf({ [name]: rule })).toThrow(message);
  });

  it('is named by its path when it is refused', () => {
    expect(() => rulesOf({ purchases: { sqlFilter: 'amount >' } })).toThrow(
      'Azure would refuse stack/billing/purchases:',
    );
  });

  it('is refused when another has its name, in any case', () => {
    const add = (subscription: ServiceBusSubscription) => subscription.addRule('ALL', { sqlFilter: '1 = 1' });
    expect(() => rulesOf({ all: { sqlFilter: '1 = 1' } }, add)).toThrow(
      "name is 'ALL', but stack/billing has that name already",
    );
  });
});
