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

  it('has a correlation filter', () => {
    const correlationFilter = { label: 'purchase', contentType: 'application/json', properties: { region: 'eu' } };
    expect(rulesOf({ purchases: { correlationFilter } })).toEqual({
      billing_purchases: {
        name: 'purchases',
        subscription_id: '${azurerm_servicebus_subscription.billing.id}',
        filter_type: 'CorrelationFilter',
        correlation_filter: { label: 'purchase', content_type: 'application/json', properties: { region: 'eu' } },
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
