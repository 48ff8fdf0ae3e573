import {
  parseTime,
  TimeSpan,
  type PropertyValue,
  type QueueDefinition,
  type RuleDefinition,
} from '@ams/service-bus-model';
import { z } from 'zod';

import type { SubscriptionSettings, TopicSettings } from '../engine/entities.js';

/** JSON has no dates and no time spans: a text that is one stands in an object. */
const propertyValue = z.codec(
  z.union([z.string(), z.number(), z.boolean(), z.object({ date: z.string() }), z.object({ timeSpan: z.string() })]),
  z.union([z.string(), z.number(), z.boolean(), z.date(), z.instanceof(TimeSpan)]),
  {
    decode: (value): PropertyValue => {
      if (typeof value !== 'object') return value;
      return 'date' in value ? parseTime(value.date) : TimeSpan.parse(value.timeSpan);
    },
    encode: (value) => {
      if (value instanceof TimeSpan) return { timeSpan: String(value) };
      return value instanceof Date ? { date: value.toISOString() } : value;
    },
  },
);
const properties = z.record(z.string(), propertyValue).optional();
const sql = { sqlExpression: z.string(), parameters: properties };
const text = z.string().optional();

const rule = z.object({
  definition: z.object({
    name: z.string(),
    filter: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('true') }),
      z.object({ kind: z.literal('false') }),
      z.object({ kind: z.literal('sql'), ...sql }),
      z.object({
        kind: z.literal('correlation'),
        correlationId: text,
        messageId: text,
        to: text,
        replyTo: text,
        label: text,
        sessionId: text,
        replyToSessionId: text,
        contentType: text,
        properties,
      }),
    ]),
    action: z.object(sql).optional(),
  }),
  createdAt: z.number().optional(),
});

const status = z.enum(['Active', 'Disabled', 'SendDisabled', 'ReceiveDisabled']);
const common = {
  name: z.string(),
  status,
  defaultMessageTimeToLive: z.string(),
  batchedOperationsEnabled: z.boolean(),
  autoDeleteOnIdle: z.string(),
  userMetadata: text,
};
const receivable = {
  ...common,
  lockDuration: z.string(),
  maxDeliveryCount: z.number(),
  deadLetteringOnMessageExpiration: z.boolean(),
  requiresSession: z.boolean(),
  forwardTo: text,
  forwardDeadLetteredMessagesTo: text,
};
const sendable = {
  ...common,
  requiresDuplicateDetection: z.boolean(),
  duplicateDetectionHistoryTimeWindow: z.string(),
  partitioningEnabled: z.boolean(),
  expressEnabled: z.boolean(),
  maxSizeInMegabytes: z.number(),
  maxMessageSizeInKilobytes: z.number().optional(),
  authorizationRules: z.array(z.object({ name: z.string(), rights: z.array(z.enum(['Listen', 'Send', 'Manage'])) })),
};

const storedEntity = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queue'), definition: z.object({ ...receivable, ...sendable }) }),
  z.object({ kind: z.literal('topic'), definition: z.object({ ...sendable, supportOrdering: z.boolean() }) }),
  z.object({
    kind: z.literal('subscription'),
    definition: z.object({ ...receivable, deadLetteringOnFilterEvaluationError: z.boolean() }),
    rules: z.array(rule),
  }),
]);

/** A rule as the journal keeps it. Without a time of its own it is as old as its subscription. */
export interface StoredRule {
  readonly definition: RuleDefinition;
  readonly createdAt?: number;
}

/** What the journal keeps of an entity: its definition, and the times of its rules. */
export type StoredEntity =
  | { readonly kind: 'queue'; readonly definition: QueueDefinition }
  | { readonly kind: 'topic'; readonly definition: TopicSettings }
  | {
      readonly kind: 'subscription';
      readonly definition: SubscriptionSettings;
      readonly rules: readonly StoredRule[];
    };

/** The same text for equal entities, whatever the order of their members. */
export function serializeEntity(entity: StoredEntity): string {
  return JSON.stringify(storedEntity.encode(entity as z.output<typeof storedEntity>));
}

/** @throws z.ZodError or SyntaxError when the text was not written by {@link serializeEntity}. */
export function deserializeEntity(serialized: string): StoredEntity {
  return storedEntity.parse(JSON.parse(serialized));
}
