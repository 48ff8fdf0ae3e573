import type { BrokerMessage, MessageState } from '../engine/message.js';
import { EncodedMessage } from '../message/encoded-message.js';
import { checkRow, type ColumnValue } from './row-checksum.js';

/** A row of the table `message`. */
export interface MessageRow {
  readonly id: number;
  readonly queue: number;
  readonly sequence_number: number;
  readonly enqueued_sequence_number: number | null;
  readonly forward_hops: number;
  readonly state: MessageState;
  readonly enqueued_time: number;
  readonly expires_at: number | null;
  readonly scheduled_for: number | null;
  readonly was_scheduled: number;
  readonly delivery_count: number;
  readonly dead_letter_source: string | null;
  readonly content: Buffer;
  readonly checksum: number | null;
}

/** In the order of what {@link asRow} gives; their checksum comes behind them. */
export const columns = [
  'id',
  'queue',
  'sequence_number',
  'enqueued_sequence_number',
  'forward_hops',
  'state',
  'enqueued_time',
  'expires_at',
  'scheduled_for',
  'was_scheduled',
  'delivery_count',
  'dead_letter_source',
  'content',
] as const satisfies readonly Exclude<keyof MessageRow, 'checksum'>[];

export function asRow(message: BrokerMessage): readonly ColumnValue[] {
  return [
    message.id,
    message.queueId,
    message.sequenceNumber,
    message.enqueuedSequenceNumber ?? null,
    message.forwardHops,
    message.state,
    message.enqueuedTime,
    message.expiresAt === Infinity ? null : message.expiresAt,
    message.scheduledFor ?? null,
    message.wasScheduled ? 1 : 0,
    message.deliveryCount,
    message.deadLetterSource ?? null,
    message.content.bytes,
  ];
}

/**
 * @throws DamagedRowError when the row is not as it was written.
 * @throws BrokerError `amqp:decode-error` when it has no checksum and its content is damaged.
 */
export function asMessage(row: MessageRow): BrokerMessage {
  checkRow(
    `message ${row.id}`,
    row.checksum,
    columns.map((column) => row[column]),
  );
  return {
    id: row.id,
    queueId: row.queue,
    content: EncodedMessage.decode(row.content),
    sequenceNumber: row.sequence_number,
    enqueuedSequenceNumber: row.enqueued_sequence_number ?? undefined,
    forwardHops: row.forward_hops,
    state: row.state,
    enqueuedTime: row.enqueued_time,
    expiresAt: row.expires_at ?? Infinity,
    scheduledFor: row.scheduled_for ?? undefined,
    wasScheduled: row.was_scheduled === 1,
    deliveryCount: row.delivery_count,
    deadLetterSource: row.dead_letter_source ?? undefined,
    lock: undefined,
    place: undefined,
    removed: false,
    stored: true,
    deadline: undefined,
  };
}
