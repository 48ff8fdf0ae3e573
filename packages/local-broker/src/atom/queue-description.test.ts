import { defineQueue, type NamespaceDefinition, namespaceDefaults, type QueueDefinition } from '@ams/service-bus-model';

import { anEngine } from '../../test/support/engine.js';
import type { Queue } from '../engine/entities.js';
import { Namespace } from '../engine/namespace.js';
import type { DescriptionContext } from './entity-state.js';
import { formatQueue, readQueue } from './queue-description.js';
import { element, type XmlElement } from './xml.js';

const standard: NamespaceDefinition = { ...namespaceDefaults, name: 'local-bus' };
const premium: NamespaceDefinition = { ...standard, sku: 'Premium', capacity: 1, premiumMessagingPartitions: 1 };

const context: DescriptionContext = { namespace: standard, host: 'LocalHost:5672', accessRulesOf: () => [] };

function aQueue(definition: Partial<QueueDefinition>): Queue {
  let queues = 0;
  const namespace = new Namespace({ queues: [], topics: [] }, anEngine().context, () => (queues += 1));
  return namespace.addQueue(defineQueue({ name: 'orders', ...definition }));
}

const description = (...members: readonly XmlElement[]): XmlElement => element('QueueDescription', members);

describe('a queue as XML', () => {
  it('has its members in the order in which Azure writes them', () => {
    const authorizationRules = [{ name: 'worker', rights: ['Listen'] as const }];
    const targets = { forwardTo: 'archive', forwardDeadLetteredMessagesTo: 'graveyard' };
    const queue = aQueue({ ...targets, userMetadata: 'mine', authorizationRules });
    const expected =
      'LockDuration MaxSizeInMegabytes RequiresDuplicateDetection RequiresSession DefaultMessageTimeToLive ' +
      'DeadLetteringOnMessageExpiration DuplicateDetectionHistoryTimeWindow MaxDeliveryCount EnableBatchedOperations ' +
      'SizeInBytes MessageCount IsAnonymousAccessible AuthorizationRules Status ForwardTo UserMetadata CreatedAt ' +
      'UpdatedAt AccessedAt SupportOrdering CountDetails AutoDeleteOnIdle EnablePartitioning ' +
      'ForwardDeadLetteredMessagesTo EntityAvailabilityStatus EnableExpress MaxMessageSizeInKilobytes';
    expect(formatQueue(queue, context).children.map(({ name }) => name)).toEqual(expected.split(' '));
  });

  it.each<Partial<QueueDefinition>>([
    {},
    { lockDuration: 'PT30S', maxDeliveryCount: 3, status: 'Disabled', userMetadata: 'note' },
    { requiresSession: true, requiresDuplicateDetection: true, duplicateDetectionHistoryTimeWindow: 'P1D' },
    { partitioningEnabled: true, maxSizeInMegabytes: 5120, maxMessageSizeInKilobytes: 256 },
    { forwardTo: 'Archive/Old', forwardDeadLetteredMessagesTo: 'graveyard', autoDeleteOnIdle: 'PT1H' },
    {
      authorizationRules: [
        { name: 'b', rights: ['Send', 'Listen'] },
        { name: 'a', rights: ['Listen'] },
      ],
    },
  ])('comes back as it was: %p', (definition) => {
    const queue = aQueue({ maxMessageSizeInKilobytes: 256, ...definition });
    expect(readQueue(formatQueue(queue, context), 'orders', standard).definition).toEqual(queue.definition);
  });

  it('keeps, when it is changed, what cannot change or is left to the keys', () => {
    const present = defineQueue({
      name: 'orders',
      requiresSession: true,
      partitioningEnabled: true,
      lockDuration: 'PT10S',
      userMetadata: 'note',
      authorizationRules: [{ name: 'a', rights: ['Listen'] }],
    });
    const changed = readQueue(description(), 'orders', standard, present).definition;
    expect(changed).toEqual({ ...present, lockDuration: 'PT1M', userMetadata: undefined });
  });

  it('takes the size of one partition or of all', () => {
    const sizeOf = (size: number): number => {
      const members = [element('EnablePartitioning', true), element('MaxSizeInMegabytes', size)];
      return readQueue(description(...members), 'orders', standard).definition.maxSizeInMegabytes;
    };
    expect([sizeOf(2048), sizeOf(32_768)]).toEqual([2048, 2048]);
  });

  it("refuses messages that are too large for Premium in Azure's words", () => {
    expect(() => readQueue(description(element('MaxMessageSizeInKilobytes', 1023)), 'orders', premium)).toThrow(
      "value for 'MaxMessageSizeInKilobytes' must be between 1024 and 102400",
    );
  });

  it('forwards to the name in an address, which is shown with the host that was asked', () => {
    const { definition } = readQueue(
      description(element('ForwardTo', 'SB://ELSEWHERE:1/Archive/')),
      'orders',
      standard,
    );
    expect(definition.forwardTo).toBe('Archive');
    const shown = formatQueue(aQueue(definition), context).children.find(({ name }) => name === 'ForwardTo');
    expect(shown?.text).toBe('sb://localhost:5672/Archive');
  });
});
