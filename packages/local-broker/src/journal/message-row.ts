import { BrokerMessage, type ContentSource, type MessageState } from '../engine/message.js';
import { checkRow, type ColumnValue, rowChecksum } from './row-checksum.js';

/** A row of the table `message`, less the content. */
interface MessageRow {
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
  readonly session_id: string | null;
}

/**
 * All columns that tell where a message is and what becomes of it; the id first. In the order of what {@link asRow} gives.
 * Beside them there are the content, and a checksum of each.
 */
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
  'session_id',
] as const satisfies readonly (keyof MessageRow)[];

/** What is read of every message at the start. SQLite tells the length of a content without reading it. */
export const selectIndex = `SELECT ${columns.join(', ')}, length(content) AS size, checksum FROM message ORDER BY id`;

/** What {@link selectIndex} reads. */
export interface IndexRow extends MessageRow {
  /** Bytes of the content. */
  readonly size: number;
  readonly checksum: number | null;
}

/** The values of a message's row, less the content and checksums. */
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
    message.place?.session.id ?? null,
  ];
}

/** The checksum of all but the content. @param row as {@link asRow} gives it. @param size bytes of the content. */
export function indexChecksum(row: readonly ColumnValue[], size: number): number {
  return rowChecksum([...row, size]);
}

/** The checksum of the content of a message. */
export function contentChecksum(id: number, content: Buffer): number {
  return rowChecksum([id, content]);
}

/**
 * The message, whose content stays on disk.
 *
 * @throws DamagedRowError when the row is not as it was written.
 */
export function asMessage(row: IndexRow, source: ContentSource): BrokerMessage {
  checkRow(`message ${row.id}`, row.checksum, [...columns.map((column) => row[column]), row.size]);
  const fields = {
    id: row.id,
    queueId: row.queue,
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
  };
  return BrokerMessage.onDisk(fields, source, row.size);
}
