import {
  failedAttemptsProperty,
  failedByProperty,
  firstFailedAtProperty,
  lastErrorProperty,
  lastErrorStackProperty,
  lastErrorTypeProperty,
  lastFailedAtProperty,
  parkingProperties,
  provenanceProperties,
} from '@ams/messaging-runtime/message-properties';

import type { PropertyView } from '../../api/index.js';

/** One thing that is known about where a message came from. */
export interface ProvenanceFact {
  readonly name: string;
  readonly value: string;
  /** Whether the value is a moment in ISO 8601. */
  readonly isTime?: true;
}

/** What is known of one part of a message's way. */
export interface ProvenancePart {
  readonly title: string;
  readonly facts: readonly ProvenanceFact[];
  /** Text of many lines, as the stack of an error. */
  readonly details?: string;
}

type Property = readonly [property: string, name: string, isTime?: true];

const parts: readonly {
  readonly title: string;
  readonly properties: readonly Property[];
  readonly details?: string;
}[] = [
  {
    title: 'As it was sent first',
    properties: [
      [provenanceProperties.originalMessageId, 'Message id'],
      [provenanceProperties.originalSequenceNumber, 'Sequence number'],
      [provenanceProperties.originalEnqueuedAt, 'Enqueued', true],
    ],
  },
  {
    title: 'Last time it was dead-lettered',
    properties: [
      [provenanceProperties.lastDeadLetterReason, 'Reason'],
      [provenanceProperties.lastDeadLetterDescription, 'Description'],
    ],
  },
  {
    title: 'Sent back',
    properties: [
      [provenanceProperties.resubmitCount, 'Times'],
      [provenanceProperties.resubmittedAt, 'Last', true],
      [provenanceProperties.resubmittedBy, 'By'],
      [provenanceProperties.resubmittedFrom, 'From'],
      [provenanceProperties.edited, 'Edited'],
    ],
  },
  {
    title: 'Parked',
    properties: [
      [parkingProperties.parkedAt, 'When', true],
      [parkingProperties.parkedBy, 'By'],
      [parkingProperties.parkedFrom, 'From'],
      [parkingProperties.parkedBecause, 'Because'],
    ],
  },
  {
    title: 'Handlers that failed',
    properties: [
      [failedAttemptsProperty, 'Attempts'],
      [firstFailedAtProperty, 'First', true],
      [lastFailedAtProperty, 'Last', true],
      [failedByProperty, 'In'],
      [lastErrorTypeProperty, 'Error type'],
      [lastErrorProperty, 'Error'],
    ],
    details: lastErrorStackProperty,
  },
];

/** Where a message came from, as far as its properties tell; nothing for one that never failed. */
export function provenanceOf(properties: readonly PropertyView[]): readonly ProvenancePart[] {
  const values = new Map(properties.map(({ name, value }) => [name, value]));
  return parts.flatMap(({ title, properties: known, details }): readonly ProvenancePart[] => {
    const facts = known.flatMap(([property, name, isTime]): readonly ProvenanceFact[] => {
      const value = values.get(property);
      if (value === undefined || value === '') return [];
      return [{ name, value, ...(isTime === undefined ? {} : { isTime }) }];
    });
    const text = details === undefined ? undefined : values.get(details);
    if (facts.length === 0 && text === undefined) return [];
    return [{ title, facts, ...(text === undefined ? {} : { details: text }) }];
  });
}
