import type { NamespaceDefinition } from '@ams/service-bus-model';

import type { AccessRule } from '../access/access-control.js';
import type { Activity } from '../engine/activity.js';
import { Queue, type Receivable, Topic } from '../engine/entities.js';
import { formatTime, neverTime, xmlNamespace } from './vocabulary.js';
import { element, type XmlElement } from './xml.js';

/** What descriptions of entities need to know beside the entity. */
export interface DescriptionContext {
  readonly namespace: NamespaceDefinition;
  /** That the client asked, with its port. */
  readonly host: string;
  /** The access rules of a queue or topic, with their keys. */
  accessRulesOf(entity: string): readonly AccessRule[];
}

/** How many messages an entity holds, in Azure's words. */
interface Counts {
  readonly active: number;
  readonly deadLetter: number;
  readonly scheduled: number;
  readonly transferDeadLetter: number;
  /** All, deferred ones included. */
  readonly total: number;
}

export function countsOf(entity: Receivable | Topic): Counts {
  if (entity instanceof Topic) {
    const { scheduled } = entity.entrance.counts;
    return { active: 0, deadLetter: 0, scheduled, transferDeadLetter: 0, total: scheduled };
  }
  const { active, scheduled, deferred } = entity.messages.counts;
  const [deadLetter, transferDeadLetter] = [entity.deadLetters, entity.transferDeadLetters].map(
    ({ counts }) => counts.active + counts.deferred,
  ) as [number, number];
  const total = active + scheduled + deferred + deadLetter + transferDeadLetter;
  return { active, deadLetter, scheduled, transferDeadLetter, total };
}

/** Bytes of the messages of a queue, or of a topic and its subscriptions. */
export function sizeOf(entity: Queue | Topic): number {
  return entity.entrance.settings.storage?.used ?? 0;
}

/** Clients take the prefix of the counts from the one attribute there is. */
export function formatCountDetails(entity: Receivable | Topic): XmlElement {
  const { active, deadLetter, scheduled, transferDeadLetter } = countsOf(entity);
  return element(
    'CountDetails',
    [
      element('d2p1:ActiveMessageCount', active),
      element('d2p1:DeadLetterMessageCount', deadLetter),
      element('d2p1:ScheduledMessageCount', scheduled),
      element('d2p1:TransferMessageCount', 0),
      element('d2p1:TransferDeadLetterMessageCount', transferDeadLetter),
    ],
    { 'xmlns:d2p1': xmlNamespace.counts },
  );
}

/** `CreatedAt`, `UpdatedAt` and `AccessedAt`. */
export function formatTimes({ times, accessedAt }: Activity): readonly XmlElement[] {
  return [
    element('CreatedAt', formatTime(times.createdAt)),
    element('UpdatedAt', formatTime(times.updatedAt)),
    element('AccessedAt', accessedAt === undefined ? neverTime : formatTime(accessedAt)),
  ];
}
