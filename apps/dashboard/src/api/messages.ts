import { z } from 'zod';

import { messagePlace, sequenceNumber } from './places.js';

/** Most messages of a page; one peek of Service Bus shows no more than 250. */
export const pageSize = 100;

/** A condition as the reprocessor takes it: `name`, `name=value`, with =, !=, <, <=, >, >=, ~ (contains). */
const condition = z.string().trim().min(1).max(1_000);

/** Which messages are meant. All that is given must hold. */
export const messageFilter = z.object({
  /** Text that the body, as text, contains, in any case. */
  text: z.string().max(1_000).optional(),
  /** On system properties: `messageId=…`, `subject~pay`, `sessionId`, `deliveryCount>=3`, `state=Scheduled`. */
  system: z.array(condition).max(20).default([]),
  /** On application properties. */
  property: z.array(condition).max(20).default([]),
  /** On the body, by JSONPath (RFC 9535): `$.amount>100`. */
  body: z.array(condition).max(20).default([]),
  /** On reason and description of dead letters. */
  reason: z.string().max(1_000).optional(),
});

export type MessageFilter = z.output<typeof messageFilter>;

/** GET /api/messages; lists are repeated parameters. A mistyped filter is refused: without it all messages would match. */
export const messagesQuery = z.strictObject({
  ...messagePlace.shape,
  ...messageFilter.shape,
  /** Id of a group of dead letters. */
  group: z.string().optional(),
  /** Sequence number to begin at. */
  from: sequenceNumber.optional(),
  limit: z.coerce.number().int().min(1).max(250).default(pageSize),
});

/** GET /api/export: all messages that match, or those that are picked, as lines of {@link outgoingMessage}. */
export const exportQuery = messagesQuery.omit({ from: true, limit: true }).extend({
  sequenceNumbers: z.array(sequenceNumber).max(1_000).optional(),
});

export interface MessageRow {
  readonly sequenceNumber: string;
  readonly messageId: string | null;
  readonly subject: string | null;
  readonly sessionId: string | null;
  readonly state: 'active' | 'deferred' | 'scheduled';
  readonly enqueuedAt: string | null;
  readonly scheduledFor: string | null;
  readonly expiresAt: string | null;
  readonly deliveryCount: number;
  readonly contentType: string | null;
  readonly size: number | null;
  /** Of a dead letter. */
  readonly reason: string | null;
  readonly description: string | null;
  /** The first characters of the body as text. */
  readonly preview: string;
}

export interface MessagePage {
  readonly messages: readonly MessageRow[];
  /** Where the next page begins; null at the end. */
  readonly next: string | null;
  /** Messages that were looked at for this page: a filter may need many. */
  readonly scanned: number;
}

/** A property with the type that AMQP gave it, so that it can be sent again as it was. */
export interface PropertyView {
  readonly name: string;
  readonly type: 'string' | 'number' | 'boolean' | 'date' | 'null' | 'other';
  readonly value: string;
}

/** A step in a message's life, as far as the message itself tells it. */
export interface HistoryStep {
  readonly at: string | null;
  /** `enqueued`, `delivered 10 times`, `dead-lettered: MaxDeliveryCountExceeded`, `resubmitted by ada@host`. */
  readonly text: string;
}

/** GET /api/message?entity=&subQueue=&sequenceNumber= */
export interface MessageDetail extends MessageRow {
  /** What @azure/service-bus calls them, and what has a value. */
  readonly system: readonly PropertyView[];
  readonly applicationProperties: readonly PropertyView[];
  readonly body: {
    readonly kind: 'data' | 'value' | 'sequence';
    readonly size: number;
    /** Where it is JSON: formatted, with each number and text as it was sent. */
    readonly json: string | null;
    /** Where it is text. */
    readonly text: string | null;
    /** At most the first 256 KiB. */
    readonly base64: string;
    readonly truncated: boolean;
  };
  readonly history: readonly HistoryStep[];
}

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const isoTime = z.iso.datetime({ offset: true });

/** POST /api/messages: names are those of @azure/service-bus. Also a line of an import, and of an export. */
export const outgoingMessage = z.strictObject({
  body: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('json'), value: z.unknown() }),
    z.strictObject({ kind: z.literal('text'), value: z.string() }),
    z.strictObject({ kind: z.literal('base64'), value: z.base64() }),
  ]),
  messageId: z.string().min(1).max(128).optional(),
  subject: z.string().max(128).optional(),
  contentType: z.string().max(128).optional(),
  correlationId: z.string().max(128).optional(),
  sessionId: z.string().max(128).optional(),
  replyToSessionId: z.string().max(128).optional(),
  partitionKey: z.string().max(128).optional(),
  to: z.string().max(128).optional(),
  replyTo: z.string().max(128).optional(),
  /** Milliseconds. */
  timeToLive: z.number().int().positive().optional(),
  scheduledEnqueueTimeUtc: isoTime.optional(),
  applicationProperties: z.record(z.string().min(1), z.union([scalar, z.strictObject({ date: isoTime })])).default({}),
});

export type OutgoingMessage = z.input<typeof outgoingMessage>;

export const sendRequest = z.strictObject({
  entity: z.string().min(1),
  message: outgoingMessage,
  /** How often it is sent; each has an id of its own if none is given. */
  count: z.number().int().min(1).max(1_000).default(1),
});

export interface SendResult {
  readonly sent: number;
  /** Of scheduled messages. */
  readonly sequenceNumbers: readonly string[];
}
