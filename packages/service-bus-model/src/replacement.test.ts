import { replacingChanges } from './replacement.js';

const queue = 'azurerm_servicebus_queue';
const namespace = 'azurerm_servicebus_namespace';

describe('replacingChanges', () => {
  it.each([
    [queue, 'partitioning_enabled', undefined, true],
    [queue, 'requires_session', true, undefined],
    [queue, 'requires_duplicate_detection', false, true],
    [queue, 'namespace_id', '${azurerm_servicebus_namespace.a.id}', '${azurerm_servicebus_namespace.b.id}'],
    ['azurerm_servicebus_topic', 'partitioning_enabled', true, false],
    ['azurerm_servicebus_subscription', 'topic_id', 'a', 'b'],
    ['azurerm_servicebus_subscription', 'client_scoped_subscription_enabled', undefined, true],
    [namespace, 'name', 'contoso-bus', 'contoso-bus-2'],
    [namespace, 'location', 'eastus', 'West US'],
    [namespace, 'sku', 'Premium', 'Standard'],
    [namespace, 'premium_messaging_partitions', 1, 2],
  ])('of a %s has %s, from %p to %p', (type, argument, before, after) => {
    expect(replacingChanges(type, { [argument]: before }, { [argument]: after })).toEqual([
      expect.objectContaining({ argument }),
    ]);
  });

  it.each([
    [queue, { lock_duration: 'PT1M' }, { lock_duration: 'PT5M' }],
    [queue, { requires_session: false }, {}],
    [queue, { name: 'orders' }, { name: '${var.name}' }],
    ['azurerm_servicebus_topic', { requires_session: false }, { requires_session: true }],
    [namespace, { sku: 'Basic' }, { sku: 'Standard' }],
    [namespace, { location: 'eastus' }, { location: 'East US' }],
    [namespace, { capacity: 1 }, { capacity: 2 }],
    [namespace, {}, { customer_managed_key: [{ key_vault_key_id: 'a' }] }],
    ['azurerm_resource_group', { name: 'a' }, { name: 'b' }],
  ])('of a %s has none from %j to %j', (type, before, after) => {
    expect(replacingChanges(type, before, after)).toEqual([]);
  });

  it('has a key of the customer that is taken out, and encryption that is changed', () => {
    const key = { key_vault_key_id: 'a', infrastructure_encryption_enabled: true };
    expect(replacingChanges(namespace, { customer_managed_key: [key] }, {})).toEqual([
      { argument: 'customer_managed_key', before: 'a key', after: 'none' },
      { argument: 'customer_managed_key.infrastructure_encryption_enabled', before: true, after: false },
    ]);
  });
});
