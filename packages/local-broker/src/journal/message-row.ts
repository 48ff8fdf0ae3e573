import { BrokerMessage, type ContentSource, type MessageState } from '../engine/message.js';
import { checkRow, type ColumnValue, rowChecksum } from './row-checksum.js';
import type { RecoveredMessage } from './store.js';

/** A row of the table `message`, less the content and checksums. In the order of {@link columns}. */
type MessageRow = [
  id: number,
  queue: number,
  sequenceNumber: number,
  enqueuedSequenceNumber: number | null,
  forwardHops: number,
  state: MessageState,
  enqueuedTime: number,
  expiresAt: number | null,
  scheduledFor: number | null,
  wasScheduled: number,
  deliveryCount: number,
  deadLetterSource: string | null,
  sessionId: string | null,
];

/**
 * All columns that tell where a message is and what becomes of it; the id first. In the order of what {@link asIndexRow} gives.
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
] as const;

/**
 * What is read of every message at the start: the columns, the size of the content, which SQLite tells without reading it,
 * and the checksum of all that. A thousand rows at a time and as JSON, because SQLite writes and JavaScript reads that in a
 * third of the time that it takes to hand over row by row.
 */
export const selectIndex = `
  SELECT json_group_array(json_array(${columns.join(', ')}, size, checksum))
  FROM (SELECT *, length(content) AS size FROM message WHERE id > ? ORDER BY id LIMIT 1000)`;

/** A row that {@link selectIndex} reads. */
export type IndexRow = [...MessageRow, size: number, checksum?: number | null];

/** The values of a message's row, less the content and its checksum: the {@link columns}, and the checksum of these. */
export function asIndexRow(message: BrokerMessage): ColumnValue[] {
  const row = [
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
    message.size,
  ];
  // The size is part of what the checksum is of, and not of the row.
  row[columns.length] = rowChecksum(row);
  return row;
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
export function asMessage(indexRow: IndexRow, source: ContentSource): RecoveredMessage {
  const checksum = indexRow.pop() as number | null;
  const row = indexRow as [...MessageRow, size: number];
  checkRow(`message ${row[0]}`, checksum, row);
  const fields = {
    id: row[0],
    queueId: row[1],
    sequenceNumber: row[2],
    enqueuedSequenceNumber: row[3] ?? undefined,
    forwardHops: row[4],
    state: row[5],
    enqueuedTime: row[6],
    expiresAt: row[7] ?? Infinity,
    scheduledFor: row[8] ?? undefined,
    wasScheduled: row[9] === 1,
    deliveryCount: row[10],
    deadLetterSource: row[11] ?? undefined,
  };
  return { message: BrokerMessage.onDisk(fields, source, row[13]), sessionId: row[12] ?? undefined };
}
