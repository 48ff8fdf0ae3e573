import { resourceGroup, synthesize } from '../test/synthesize.js';
import { ServiceBusNamespace, ServiceBusQueue, ServiceBusTopic, type ServiceBusNamespaceProps } from './index.js';

const within = (use: (namespace: ServiceBusNamespace) => void, props: Partial<ServiceBusNamespaceProps> = {}) =>
  synthesize((scope) => use(new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, ...props })));

const numbers = (count: number) => [...Array(count).keys()].map((index) => index + 1);

describe('a namespace', () => {
  const partitioned = (namespace: ServiceBusNamespace, index: number) =>
    new ServiceBusQueue(namespace, `queue-${index}`, { name: `queue-${index}`, namespace, partitioningEnabled: true });

  it('takes a hundred partitioned queues and topics on Standard', () => {
    within((namespace) => {
      for (const index of numbers(100)) partitioned(namespace, index);
      expect(() => partitioned(namespace, 101)).toThrow(
        'Azure would refuse stack/bus/queue-101:\n  - partitionedEntities is 101, but a namespace of the tier Standard has at most 100 partitioned queues and topics. Leave partitioningEnabled out of some of them, or spread them over several namespaces.',
      );
    });
  });

  it('takes more where all of it is partitioned, on Premium', () => {
    within(
      (namespace) => {
        for (const index of numbers(101)) partitioned(namespace, index);
      },
      { sku: 'Premium', premiumMessagingPartitions: 2 },
    );
  });
});

describe('a topic', () => {
  it('takes 2000 SQL filters over all its subscriptions', () => {
    within((namespace) => {
      const topic = new ServiceBusTopic(namespace, 'events', { name: 'events', namespace });
      const [one, other] = [topic.addSubscription('one'), topic.addSubscription('other')];
      for (const index of numbers(1000)) one.addRule(`rule-${index}`, { sqlFilter: '1 = 1' });
      for (const index of numbers(1000)) other.addRule(`rule-${index}`, { sqlFilter: '1 = 1' });
      expect(() => other.addRule('one-more', { sqlFilter: '1 = 1' })).toThrow(
        'Azure would refuse stack/bus/events/other/one-more:\n  - sqlFilters is 2001, but the subscriptions of a topic have at most 2000 SQL filters.',
      );
      other.addRule('by-equality', { correlationFilter: { label: 'purchase' } });
    });
  });
});
