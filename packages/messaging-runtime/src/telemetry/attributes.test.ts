import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { attribute, destinationOf, operationAttributes, system } from './attributes.js';

test('attributes are named as in the semantic conventions', () => {
  const known: readonly unknown[] = Object.entries(conventions)
    .filter(([name]) => name.startsWith('ATTR_'))
    .map(([, value]) => value);
  expect(Object.values(attribute).filter((name) => !known.includes(name))).toEqual([]);
  expect(system).toBe(conventions.MESSAGING_SYSTEM_VALUE_SERVICEBUS);
});

describe('the destination', () => {
  test.each([
    ['orders', { name: 'orders' }],
    ['orders/$DeadLetterQueue', { name: 'orders/$DeadLetterQueue' }],
    ['events/Subscriptions/billing', { name: 'events', subscription: 'billing' }],
    ['region/eu/subscriptions/billing', { name: 'region/eu', subscription: 'billing' }],
    ['events/Subscriptions/billing/$DeadLetterQueue', { name: 'events/$DeadLetterQueue', subscription: 'billing' }],
  ])('of %s', (path, destination) => {
    expect(destinationOf(path)).toEqual(destination);
  });

  test('is told with its subscription and server', () => {
    expect(
      operationAttributes(destinationOf('events/Subscriptions/billing', 'ns.example'), 'process', 'process'),
    ).toEqual({
      'messaging.system': 'servicebus',
      'messaging.operation.name': 'process',
      'messaging.operation.type': 'process',
      'messaging.destination.name': 'events',
      'messaging.destination.subscription.name': 'billing',
      'server.address': 'ns.example',
    });
  });
});
