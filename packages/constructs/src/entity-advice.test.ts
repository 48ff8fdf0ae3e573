import type { Construct } from 'constructs';
import { resourceGroup } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import {
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type ServiceBusQueueProps,
  type ServiceBusTopicProps,
} from './index.js';

const warningsOf = (queue: Partial<ServiceBusQueueProps>) =>
  warnings((scope) => {
    const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
    new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace, ...queue });
  });

describe('synth', () => {
  it.each<Partial<ServiceBusQueueProps>>([
    {},
    { maxDeliveryCount: 2000 },
    { requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'PT1H' },
    { preventDestroy: true },
    { autoDeleteOnIdle: 'PT1H' },
  ])('does not warn of %p', (queue) => {
    expect(warningsOf(queue)).toEqual([]);
  });

  it.each<[Partial<ServiceBusQueueProps>, string]>([
    [
      { maxDeliveryCount: 5000 },
      'maxDeliveryCount is 5000: a message that fails 2000 times fails again, and keeps the others waiting. Let it go to the dead-letter queue earlier.',
    ],
    [
      { duplicateDetectionHistoryTimeWindow: 'PT1H' },
      "duplicateDetectionHistoryTimeWindow is 'PT1H', but nothing looks for duplicates. Set requiresDuplicateDetection, or leave the window out.",
    ],
    [
      { preventDestroy: true, autoDeleteOnIdle: 'PT1H' },
      "autoDeleteOnIdle is 'PT1H', and Azure deletes the entity then whatever preventDestroy says. Leave one of them out.",
    ],
  ])('warns of %p', (queue, text) => {
    expect(warningsOf(queue)).toEqual([`stack/orders: ${text}`]);
  });

  it.each<[Partial<ServiceBusTopicProps>, readonly string[]]>([
    [{ supportOrdering: true }, []],
    [{ partitioningEnabled: true }, []],
    [
      { supportOrdering: true, partitioningEnabled: true },
      [
        'stack/events: supportOrdering is true, and has no effect on a partitioned topic. Leave one of supportOrdering and partitioningEnabled out, or use sessions where order matters.',
      ],
    ],
  ])('warns of a topic with %p so: %p', (topic, found) => {
    const build = (scope: Construct) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      new ServiceBusTopic(scope, 'events', { name: 'events', namespace, ...topic });
    };
    expect(warnings(build)).toEqual(found);
  });

  it('warns of topics and subscriptions, too', () => {
    const found = warnings((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      const both = { preventDestroy: true, autoDeleteOnIdle: 'PT1H' };
      new ServiceBusTopic(scope, 'events', { name: 'events', namespace, ...both }).addSubscription('billing', both);
    });
    expect(found.map((text) => text.replace(/:.*/, ''))).toEqual(['stack/events', 'stack/events/billing']);
  });
});
