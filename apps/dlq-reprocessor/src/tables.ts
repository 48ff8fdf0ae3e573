import type { DeadLetterGroup, DeadLetterView } from '@ams/messaging-runtime';
import Table from 'cli-table3';
import { brokenAt, fittingWidths } from './column-widths.js';

/** The seconds are enough to find a message by. */
const secondsEnd = 'YYYY-MM-DDTHH:mm:ss'.length;

/** @param columns width that it has to fit; without it each message is one line, however long */
export function listTable(views: readonly DeadLetterView[], columns: number | undefined): string {
  return table(
    ['message', 'sequence number', 'enqueued (UTC)', 'deliveries', 'returns', 'reason', 'description'],
    views.map((view) => [
      view.messageId,
      view.sequenceNumber,
      momentOf(view.enqueuedAt),
      String(view.deliveryCount),
      String(view.resubmits),
      view.reason ?? '',
      view.description ?? '',
    ]),
    columns,
  );
}

/** @param columns width that it has to fit; without it each group is one line, however long */
export function groupsTable(groups: readonly DeadLetterGroup[], columns: number | undefined): string {
  return table(
    ['dead letters of', 'count', 'reason', 'error', 'first (UTC)', 'last (UTC)', 'example', 'description'],
    groups.map((group) => [
      group.source,
      group.count.toLocaleString('en-US'),
      group.reason,
      group.errorType ?? '',
      momentOf(group.firstSeen),
      momentOf(group.lastSeen),
      group.example,
      group.description,
    ]),
    columns,
  );
}

function momentOf(moment: string | undefined): string {
  return moment?.slice(0, secondsEnd).replace('T', ' ') ?? '';
}

function table(head: string[], rows: readonly (readonly string[])[], columns: number | undefined): string {
  const widths = columns === undefined ? undefined : fittingWidths([head, ...rows], columns);
  const result = new Table({
    head: widths === undefined ? head : brokenAt(widths, head),
    ...(widths === undefined ? {} : { colWidths: [...widths], wordWrap: true }),
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) result.push(widths === undefined ? [...row] : brokenAt(widths, row));
  return result.toString();
}
