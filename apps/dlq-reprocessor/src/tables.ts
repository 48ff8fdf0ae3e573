import type { DeadLetterGroup, DeadLetterView } from '@ams/messaging-runtime';
import Table from 'cli-table3';

/** Characters at which the last column breaks: with the others it fits a terminal of 160 columns. */
const lastWidth = 60;

/** The seconds are enough to find a message by. */
const secondsEnd = 'YYYY-MM-DDTHH:mm:ss'.length;

export function listTable(views: readonly DeadLetterView[]): string {
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
  );
}

export function groupsTable(groups: readonly DeadLetterGroup[]): string {
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
  );
}

function momentOf(moment: string | undefined): string {
  return moment?.slice(0, secondsEnd).replace('T', ' ') ?? '';
}

function table(head: string[], rows: readonly (readonly string[])[]): string {
  const last = head.length - 1;
  const result = new Table({
    head,
    colWidths: head.map((_, index) => (index === last ? lastWidth : null)),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) result.push([...row]);
  return result.toString();
}
