import { resourceGroup, synthesize } from '../test/synthesize.js';
import type { Construct } from 'constructs';
import { ServiceBusNamespace, ServiceBusQueue, ServiceBusSubscription, ServiceBusTopic } from './index.js';

const namespaceIn = (scope: Construct, id = 'bus') =>
  new ServiceBusNamespace(scope, id, { name: `ams-${id}-namespace`, resourceGroup });

describe('forwarding', () => {
  it('through a topic names its target by reference, so that Terraform creates it first', () => {
    const { resource } = synthesize((scope) => {
      const namespace = namespaceIn(scope);
      const billing = new ServiceBusQueue(scope, 'billing', { name: 'billing', namespace });
      const events = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
      new ServiceBusSubscription(scope, 'to-billing', {
        name: 'to-billing',
        topic: events,
        forwardTo: billing,
        forwardDeadLetteredMessagesTo: billing,
      });
      new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, forwardTo: events });
    });
    expect(resource['azurerm_servicebus_subscription']?.['to-billing']).toMatchObject({
      forward_to: '${azurerm_servicebus_queue.billing.name}',
      forward_dead_lettered_messages_to: '${azurerm_servicebus_queue.billing.name}',
    });
    expect(resource['azurerm_servicebus_queue']?.['orders']).toMatchObject({
      forward_to: '${azurerm_servicebus_topic.events.name}',
    });
  });

  it('is refused in a circle', () => {
    synthesize((scope) => {
      const namespace = namespaceIn(scope);
      const orders = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, forwardTo: 'archive' });
      expect(() => new ServiceBusQueue(scope, 'archive', { name: 'archive', namespace, forwardTo: orders })).toThrow(
        [
          'Azure would refuse stack/archive:',
          "  - forwardTo is 'orders', but archive -> orders -> archive is a circle: messages go round until they are dead-lettered. Forward to an entity that does not lead back.",
        ].join('\n'),
      );
    });
  });

  it('is refused in a circle through the subscription of a topic', () => {
    synthesize((scope) => {
      const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace: namespaceIn(scope) });
      expect(() => new ServiceBusSubscription(scope, 'billing', { name: 'billing', topic, forwardTo: topic })).toThrow(
        "Azure would refuse stack/billing:\n  - forwardTo is 'events', but events -> events is a circle",
      );
    });
  });

  it('is refused beyond four hops', () => {
    synthesize((scope) => {
      const namespace = namespaceIn(scope);
      const add = (name: string, forwardTo?: ServiceBusQueue) =>
        new ServiceBusQueue(scope, name, { name, namespace, forwardTo });
      const second = add('b', add('c', add('d', add('e', add('f')))));
      expect(() => add('a', second)).toThrow(
        "Azure would refuse stack/a:\n  - forwardTo is 'b', but a -> b -> c -> d -> e -> f has 5 hops, and a message that is to be forwarded more than 4 times is dead-lettered. Forward past some of the entities.",
      );
    });
  });

  it('of dead letters may lead back: so they are tried again', () => {
    const { resource } = synthesize((scope) => {
      const namespace = namespaceIn(scope);
      const retries = new ServiceBusQueue(scope, 'retries', {
        name: 'retries',
        namespace,
        defaultMessageTimeToLive: 'PT5M',
        deadLetteringOnMessageExpiration: true,
        forwardDeadLetteredMessagesTo: 'orders',
      });
      new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, forwardDeadLetteredMessagesTo: retries });
    });
    expect(Object.keys(resource['azurerm_servicebus_queue'] ?? {})).toEqual(['orders', 'retries']);
  });

  it('is refused to another namespace', () => {
    synthesize((scope) => {
      const archive = new ServiceBusQueue(scope, 'archive', { name: 'archive', namespace: namespaceIn(scope, 'west') });
      const namespace = namespaceIn(scope, 'east');
      expect(
        () =>
          new ServiceBusQueue(scope, 'orders', {
            name: 'orders',
            namespace,
            forwardTo: archive,
            forwardDeadLetteredMessagesTo: archive,
          }),
      ).toThrow(
        [
          'Azure would refuse stack/orders:',
          "  - forwardTo is 'archive', but an entity forwards within its own namespace, and this target is in stack/west. Forward to a queue or topic of stack/east, or move the messages by a program.",
          "  - forwardDeadLetteredMessagesTo is 'archive', but an entity forwards within its own namespace, and this target is in stack/west. Forward to a queue or topic of stack/east, or move the messages by a program.",
        ].join('\n'),
      );
    });
  });

  it('of one namespace is not mixed up with that of another', () => {
    const { resource } = synthesize((scope) => {
      for (const [region, from, forwardTo] of [
        ['west', 'orders', 'archive'],
        ['east', 'archive', 'orders'],
      ] as const) {
        new ServiceBusQueue(scope, `${region}-${from}`, {
          name: from,
          namespace: namespaceIn(scope, region),
          forwardTo,
        });
      }
    });
    expect(Object.keys(resource['azurerm_servicebus_queue'] ?? {})).toHaveLength(2);
  });
});
