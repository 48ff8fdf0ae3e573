import type { EntityStatus, QueueDefinition } from '../topology.js';
import type { NamespaceTraits } from './index.js';
import { queueProblems } from './index.js';

const basic: NamespaceTraits = { sku: 'Basic', premiumMessagingPartitions: 0 };
const standard: NamespaceTraits = { sku: 'Standard', premiumMessagingPartitions: 0 };
const premium: NamespaceTraits = { sku: 'Premium', premiumMessagingPartitions: 1 };
const partitioned: NamespaceTraits = { sku: 'Premium', premiumMessagingPartitions: 2 };

const access = (names: readonly string[]) => names.map((name) => ({ name, rights: ['Send'] as const }));

describe('queueProblems', () => {
  it.each<[Partial<QueueDefinition>, NamespaceTraits]>([
    [{ name: 'orders', lockDuration: 'PT45S', maxDeliveryCount: 10, partitioningEnabled: true }, standard],
    [{ name: 'orders', lockDuration: 'PT5M', autoDeleteOnIdle: 'PT5M', defaultMessageTimeToLive: 'PT1S' }, standard],
    [{ duplicateDetectionHistoryTimeWindow: 'P7D', requiresDuplicateDetection: true }, standard],
    [{ duplicateDetectionHistoryTimeWindow: 'PT20S' }, standard],
    [{ defaultMessageTimeToLive: 'P14D', requiresSession: false, expressEnabled: true }, basic],
    [{ maxMessageSizeInKilobytes: 102_400, maxSizeInMegabytes: 81_920, partitioningEnabled: false }, premium],
    [{ partitioningEnabled: true }, partitioned],
    [{ forwardTo: 'archive', forwardDeadLetteredMessagesTo: 'graveyard' }, standard],
    [{ requiresSession: true, forwardDeadLetteredMessagesTo: 'graveyard' }, standard],
    [{ maxMessageSizeInKilobytes: 256 }, standard],
    [{ userMetadata: 'x'.repeat(1024) }, standard],
  ])('accepts %p in %p', (queue, namespace) => {
    expect(queueProblems(queue, namespace)).toEqual([]);
  });

  it.each<[Partial<QueueDefinition>, NamespaceTraits, string, string]>([
    [{ userMetadata: 'x'.repeat(1025) }, standard, 'userMetadata', 'at most 1024 characters'],
    [{ name: 'my orders' }, standard, 'name', "a queue's name has 1 to 260 letters"],
    [{ status: 'Sleeping' as EntityStatus }, standard, 'status', 'a status that can be set is'],
    [{ lockDuration: 'PT5M1S' }, standard, 'lockDuration', 'from PT5S to PT5M'],
    [{ lockDuration: 'PT4S' }, standard, 'lockDuration', 'from PT5S to PT5M'],
    [{ lockDuration: '45' }, standard, 'lockDuration', 'a peek-lock lasts an ISO 8601 duration'],
    [{ maxDeliveryCount: 0 }, standard, 'maxDeliveryCount', 'a whole number from 1'],
    [{ maxDeliveryCount: 2.5 }, standard, 'maxDeliveryCount', 'a whole number from 1'],
    [{ defaultMessageTimeToLive: 'PT0S' }, standard, 'defaultMessageTimeToLive', 'at least PT1S'],
    [{ defaultMessageTimeToLive: 'P15D' }, basic, 'defaultMessageTimeToLive', 'on Basic a time to live is'],
    [{ autoDeleteOnIdle: 'PT4M59S' }, standard, 'autoDeleteOnIdle', 'at least PT5M'],
    [{ autoDeleteOnIdle: 'PT1H' }, basic, 'autoDeleteOnIdle', 'Basic has no auto-delete'],
    [{ requiresSession: true }, basic, 'requiresSession', 'Basic has no sessions'],
    [{ requiresDuplicateDetection: true }, basic, 'requiresDuplicateDetection', 'Basic has no duplicate detection'],
    [{ forwardTo: 'archive' }, basic, 'forwardTo', 'Basic has no forwarding'],
    [{ forwardDeadLetteredMessagesTo: 'x' }, basic, 'forwardDeadLetteredMessagesTo', 'Basic has no forwarding'],
    [{ requiresSession: true, forwardTo: 'archive' }, standard, 'forwardTo', 'requires sessions cannot forward'],
    [{ name: 'orders', forwardTo: 'Orders' }, standard, 'forwardTo', 'cannot forward to itself'],
    [
      { name: 'orders', forwardDeadLetteredMessagesTo: 'orders' },
      standard,
      'forwardDeadLetteredMessagesTo',
      'dead letters to itself',
    ],
    [
      { duplicateDetectionHistoryTimeWindow: 'PT19S' },
      standard,
      'duplicateDetectionHistoryTimeWindow',
      'from PT20S to P7D',
    ],
    [
      { duplicateDetectionHistoryTimeWindow: 'P8D' },
      standard,
      'duplicateDetectionHistoryTimeWindow',
      'from PT20S to P7D',
    ],
    [{ maxSizeInMegabytes: 1500 }, premium, 'maxSizeInMegabytes', '1024, 2048, 3072'],
    [{ maxSizeInMegabytes: 10_240 }, standard, 'maxSizeInMegabytes', 'on Standard an entity has 1024'],
    [{ maxMessageSizeInKilobytes: 1024 }, standard, 'maxMessageSizeInKilobytes', 'can be set on Premium alone'],
    [{ maxMessageSizeInKilobytes: 512 }, premium, 'maxMessageSizeInKilobytes', '1024 to 102400 kilobytes'],
    [{ maxMessageSizeInKilobytes: 102_401 }, premium, 'maxMessageSizeInKilobytes', '1024 to 102400 kilobytes'],
    [{ expressEnabled: true }, premium, 'expressEnabled', 'Premium has no express entities'],
    [{ partitioningEnabled: true }, premium, 'partitioningEnabled', 'the Premium namespace has 1 partition,'],
    [{ partitioningEnabled: false }, partitioned, 'partitioningEnabled', 'the Premium namespace has 2 partitions,'],
    [
      { authorizationRules: access(['producer', 'Producer']) },
      standard,
      'authorizationRules',
      'different names, in any case',
    ],
    [
      { authorizationRules: access(Array.from({ length: 13 }, (_, index) => `rule-${index}`)) },
      standard,
      'authorizationRules',
      'at most 12 access rules, and these are 13',
    ],
  ])('refuses %p in %p', (queue, namespace, property, rule) => {
    expect(queueProblems(queue, namespace)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(rule) }),
    ]);
  });

  it('names every problem, not the first alone', () => {
    const problems = queueProblems({ name: '', lockDuration: 'PT1H', maxDeliveryCount: 0 }, standard);
    expect(problems.map(({ property }) => property)).toEqual(['name', 'lockDuration', 'maxDeliveryCount']);
  });

  it('offers the value that a Premium namespace prescribes', () => {
    const [problem] = queueProblems({ partitioningEnabled: false }, partitioned);
    expect(problem?.cure).toBe('Set partitioningEnabled to true.');
  });

  it('does not judge what depends on a tier that is not known', () => {
    expect(queueProblems({ requiresSession: true, expressEnabled: true, partitioningEnabled: true }, {})).toEqual([]);
  });

  it.each<[Partial<QueueDefinition>, string]>([
    [{ lockDuration: 'PT10M' }, "Give 'PT5M' or less"],
    [{ lockDuration: '30s' }, "'30s' is no ISO 8601 duration of the form PnDTnHnMnS"],
    [{ defaultMessageTimeToLive: 'P1M' }, "'P1M' counts in years, months or weeks"],
    [{ autoDeleteOnIdle: 'PT1M' }, "Give for example 'PT1H'"],
    [{ duplicateDetectionHistoryTimeWindow: '10' }, "'10' is no ISO 8601 duration"],
  ])('tells what to do about %p', (queue, cure) => {
    expect(queueProblems(queue, {})).toEqual([expect.objectContaining({ cure: expect.stringContaining(cure) })]);
  });
});
