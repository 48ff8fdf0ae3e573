import { readFileSync } from 'node:fs';
import { readStackOutputs, SynthesizedStackError, type ComputedAttributes } from './index.js';

const sample: unknown = JSON.parse(
  readFileSync(new URL('./fixtures/messaging-sample.cdk.tf.json', import.meta.url), 'utf8'),
);

/** Answers with the question, so that a test sees what was asked. */
const echo: ComputedAttributes = {
  authorizationRule: ({ entityPath, name }, attribute) => `${attribute} of ${name} at ${entityPath ?? 'the namespace'}`,
  namespace: (attribute) => `${attribute} of the namespace`,
};

const read = (value: unknown, resources: object = {}) =>
  readStackOutputs({ resource: resources, output: { it: { value } } }, echo)['it'];

it('resolves the outputs of a stack as CDKTF writes it', () => {
  expect(readStackOutputs(sample, echo)).toEqual({
    endpoint: 'endpoint of the namespace',
    listen_key: 'secondary_key of events-listen at events',
    manage_connection_string: 'primary_connection_string of manage-policy at the namespace',
    namespace_host_name: 'sample-bus.servicebus.windows.net',
    queue_id:
      '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/sample-rg/providers/Microsoft.ServiceBus/namespaces/sample-bus/queues/orders',
    queue_name: 'orders',
    resource_group: 'sample-rg',
    root: 'default_primary_connection_string of the namespace',
    send_connection_string: 'primary_connection_string of orders-send at orders',
    subscriptions: { archive: 'archive', billing: 'billing' },
  });
});

it('keeps values of other types', () => {
  expect(read({ count: 3, on: true, list: ['a', null] })).toEqual({ count: 3, on: true, list: ['a', null] });
});

it('has no outputs when the stack has none', () => {
  expect(readStackOutputs({ resource: {} }, echo)).toEqual({});
});

it('names the output whose reference cannot be resolved', () => {
  expect(() => read(['${azurerm_servicebus_queue.missing.name}'])).toThrow(
    'output.it[0]: cannot resolve ${azurerm_servicebus_queue.missing.name}: the stack has no resource',
  );
});

it('refuses an attribute that only Azure knows', () => {
  const bus = { azurerm_servicebus_namespace: { bus: { name: 'b', sku: 'Basic' } } };
  expect(() => read('${azurerm_servicebus_namespace.bus.identity}', bus)).toThrow('only Azure knows it');
});

it('refuses the id of a resource whose ids it does not know', () => {
  expect(() =>
    read('${azurerm_storage_account.disk.id}', { azurerm_storage_account: { disk: { name: 'd' } } }),
  ).toThrow('azurerm_storage_account.disk.id: only Azure knows it');
});

it('refuses an id that is part of itself', () => {
  const orders = { name: 'o', namespace_id: '${azurerm_servicebus_queue.orders.id}' };
  expect(() => read('${azurerm_servicebus_queue.orders.id}', { azurerm_servicebus_queue: { orders } })).toThrow(
    'it refers to itself',
  );
});

it('refuses a key of a rule whose queue is not in the stack', () => {
  const rule = { name: 'r', queue_id: '/subscriptions/s/queues/q' };
  const resources = { azurerm_servicebus_queue_authorization_rule: { rule } };
  expect(() => read('${azurerm_servicebus_queue_authorization_rule.rule.primary_key}', resources)).toThrow(
    'azurerm_servicebus_queue_authorization_rule.rule.queue_id',
  );
});

it.each(['primary', 'secondary'])('has for the alias of a %s connection string the connection string', (which) => {
  const bus = { azurerm_servicebus_namespace: { bus: { name: 'b', sku: 'Premium' } } };
  const rule = { name: 'r', namespace_id: '${azurerm_servicebus_namespace.bus.id}' };
  const resources = { ...bus, azurerm_servicebus_namespace_authorization_rule: { rule } };
  const address = 'azurerm_servicebus_namespace_authorization_rule.rule';
  expect(read(`\${${address}.${which}_connection_string_alias}`, resources)).toBe(
    `${which}_connection_string of r at the namespace`,
  );
});

it('refuses an output without a value', () => {
  expect(() => readStackOutputs({ output: { it: {} } }, echo)).toThrow(SynthesizedStackError);
});
