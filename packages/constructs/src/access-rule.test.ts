import type { AccessRight } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type AccessRuleSecret,
  type ServiceBusNamespaceProps,
} from './index.js';

function system(scope: Construct, props: Partial<ServiceBusNamespaceProps> = {}) {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...props });
  const queue = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
  const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
  return { namespace, queue, topic };
}

describe('addAccessRule', () => {
  it('warns on every level where the namespace accepts no keys', () => {
    const found = warnings((scope) => {
      const { namespace, queue, topic } = system(scope, { localAuthEnabled: false });
      namespace.addAccessRule('operations', { rights: ['Send'] });
      queue.addAccessRule('producer', { rights: ['Send'] });
      topic.addAccessRule('publisher', { rights: ['Send'] });
    });
    expect(found).toEqual(
      ['bus/operations', 'orders/producer', 'events/publisher'].map(
        (path) =>
          `stack/${path}: stack/bus accepts no keys, since its localAuthEnabled is false: clients with a key of this rule are refused. Grant access to identities by grantSend and grantReceive, or set localAuthEnabled to true.`,
      ),
    );
  });

  it('grants rights to a whole namespace', () => {
    const { resource } = synthesize((scope) =>
      system(scope).namespace.addAccessRule('manage-policy', { rights: ['Manage', 'Listen', 'Send'] }),
    );
    expect(resource['azurerm_servicebus_namespace_authorization_rule']).toEqual({
      'bus_manage-policy': {
        name: 'manage-policy',
        namespace_id: '${azurerm_servicebus_namespace.bus.id}',
        listen: true,
        send: true,
        manage: true,
      },
    });
  });

  it('grants rights to one queue', () => {
    const { resource } = synthesize((scope) => system(scope).queue.addAccessRule('producer', { rights: ['Send'] }));
    expect(resource['azurerm_servicebus_queue_authorization_rule']).toEqual({
      orders_producer: {
        name: 'producer',
        queue_id: '${azurerm_servicebus_queue.orders.id}',
        listen: false,
        send: true,
        manage: false,
      },
    });
  });

  it('grants rights to one topic', () => {
    const { resource } = synthesize((scope) => system(scope).topic.addAccessRule('consumer', { rights: ['Listen'] }));
    expect(resource['azurerm_servicebus_topic_authorization_rule']).toEqual({
      events_consumer: {
        name: 'consumer',
        topic_id: '${azurerm_servicebus_topic.events.id}',
        listen: true,
        send: false,
        manage: false,
      },
    });
  });

  it('yields the connection string as a reference', () => {
    const { resource } = synthesize((scope) => {
      const { queue, topic } = system(scope);
      const { primaryConnectionString } = queue.addAccessRule('producer', { rights: ['Send'] });
      topic.resource.addOverride('user_metadata', primaryConnectionString);
    });
    expect(resource['azurerm_servicebus_topic']).toMatchObject({
      events: {
        user_metadata: '${azurerm_servicebus_queue_authorization_rule.orders_producer.primary_connection_string}',
      },
    });
  });

  it.each<[AccessRuleSecret | undefined, string]>([
    [undefined, 'primary_connection_string'],
    ['primaryConnectionString', 'primary_connection_string'],
    ['secondaryConnectionString', 'secondary_connection_string'],
    ['primaryConnectionStringAlias', 'primary_connection_string_alias'],
    ['secondaryConnectionStringAlias', 'secondary_connection_string_alias'],
    ['primaryKey', 'primary_key'],
    ['secondaryKey', 'secondary_key'],
  ])('yields as output of the stack %s, which Terraform does not print', (secret, attribute) => {
    const { output } = synthesize((scope) => {
      system(scope)
        .queue.addAccessRule('producer', { rights: ['Send'] })
        .addOutput('orders_secret', secret);
    });
    expect(output).toEqual({
      orders_secret: {
        value: `\${azurerm_servicebus_queue_authorization_rule.orders_producer.${attribute}}`,
        sensitive: true,
      },
    });
  });

  it('waits for Azure as long as it is told', () => {
    const { resource } = synthesize((scope) =>
      system(scope).topic.addAccessRule('producer', { rights: ['Send'], timeouts: { create: 'PT5M' } }),
    );
    expect(resource['azurerm_servicebus_topic_authorization_rule']).toMatchObject({
      events_producer: { timeouts: { create: '300s' } },
    });
  });

  it('refuses a timeout that is none', () => {
    synthesize((scope) => {
      const { queue } = system(scope);
      expect(() => queue.addAccessRule('producer', { rights: ['Send'], timeouts: { create: 'PT0S' } })).toThrow(
        "Azure would refuse stack/orders/producer:\n  - timeouts.create is 'PT0S', but a timeout is",
      );
    });
  });

  it('keeps addresses apart that would read the same', () => {
    const { resource } = synthesize((scope) => {
      const { namespace } = system(scope);
      const first = new ServiceBusQueue(scope, 'a', { name: 'a', namespace });
      const second = new ServiceBusQueue(scope, 'a_b', { name: 'a_b', namespace });
      first.addAccessRule('b_c', { rights: ['Send'] });
      second.addAccessRule('c', { rights: ['Send'] });
    });
    const rules = resource['azurerm_servicebus_queue_authorization_rule'] ?? {};
    expect(Object.values(rules).map(({ name }) => name)).toEqual(['b_c', 'c']);
  });

  it.each<[string, readonly AccessRight[], string]>([
    ['producer', [], 'rights is [], but an access rule grants at least one right'],
    ['manager', ['Manage'], 'rights is ["Manage"], but Manage includes Listen and Send'],
    ['may send', ['Send'], "name is 'may send', but an access rule's name has"],
  ])('refuses the rule %p with rights %p', (name, rights, message) => {
    synthesize((scope) => {
      const { queue } = system(scope);
      expect(() => queue.addAccessRule(name, { rights })).toThrow(
        `Azure would refuse stack/orders/${name}:\n  - ${message}`,
      );
    });
  });

  it('refuses a thirteenth rule on one queue', () => {
    synthesize((scope) => {
      const { queue } = system(scope);
      for (let index = 1; index <= 12; index++) queue.addAccessRule(`rule-${index}`, { rights: ['Send'] });
      expect(() => queue.addAccessRule('rule-13', { rights: ['Send'] })).toThrow(
        'at most 12 access rules, and these are 13',
      );
    });
  });

  it('refuses a second rule of the same name in another case', () => {
    synthesize((scope) => {
      const { queue } = system(scope);
      queue.addAccessRule('producer', { rights: ['Send'] });
      expect(() => queue.addAccessRule('Producer', { rights: ['Send'] })).toThrow(
        'different names, in any case of letters',
      );
    });
  });
});
