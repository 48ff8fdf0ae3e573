import { secretsIn } from './secrets.js';

const rule = 'azurerm_servicebus_queue_authorization_rule.orders_producer';

describe('secretsIn', () => {
  it.each([
    `${rule}.primary_connection_string`,
    `${rule}.secondary_connection_string`,
    `${rule}.primary_connection_string_alias`,
    `${rule}.primary_key`,
    'azurerm_servicebus_namespace.bus.default_primary_connection_string',
    'azurerm_servicebus_namespace.bus.default_secondary_key',
    'data.azurerm_servicebus_namespace.bus.default_primary_key',
    'azurerm_servicebus_namespace_disaster_recovery_config.pair.primary_connection_string_alias',
    'azurerm_storage_account.archive.primary_access_key',
    'azurerm_storage_account.archive.primary_blob_connection_string',
    'azurerm_log_analytics_workspace.logs.primary_shared_key',
    'azurerm_application_insights.apps.instrumentation_key',
    'azurerm_application_insights.apps.connection_string',
    'azurerm_container_registry.images.admin_password',
  ])('finds %s', (reference) => {
    expect(secretsIn(`\${${reference}}`)).toEqual([reference]);
  });

  it('finds them within functions, beside text, in lists and in records', () => {
    expect(secretsIn(`\${nonsensitive(${rule}.primary_key)}`)).toEqual([`${rule}.primary_key`]);
    expect(secretsIn(`key: \${${rule}.primary_key}!`)).toEqual([`${rule}.primary_key`]);
    expect(secretsIn({ keys: [`\${${rule}.primary_key}`] })).toEqual([`${rule}.primary_key`]);
    expect(secretsIn('${azurerm_servicebus_queue_authorization_rule.each["a"].primary_key}')).toHaveLength(1);
  });

  it('finds resources that are given out as a whole', () => {
    expect(secretsIn(`\${${rule}}`)).toEqual([rule]);
    expect(secretsIn('${azurerm_servicebus_namespace.bus}')).toEqual(['azurerm_servicebus_namespace.bus']);
  });

  it('finds a connection string that is written out, and does not tell it', () => {
    expect(secretsIn('Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKeyName=a;SharedAccessKey=abc=')).toEqual([
      'a SharedAccessKey written out',
    ]);
  });

  it.each([
    '${azurerm_servicebus_queue.orders.name}',
    '${azurerm_servicebus_queue.orders}',
    '${azurerm_servicebus_namespace.bus.name}.servicebus.windows.net',
    '${azurerm_servicebus_namespace.bus.endpoint}',
    `\${${rule}.name}`,
    'SharedAccessKey=',
    42,
    true,
    null,
  ])('finds none in %p', (value) => {
    expect(secretsIn(value)).toEqual([]);
  });
});
