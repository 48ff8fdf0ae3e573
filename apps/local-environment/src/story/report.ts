import Table from 'cli-table3';

import type { Account } from './account.js';
import type { DeadLetterGroup } from './summaries.js';

const style = { head: [], border: [], compact: true };

/** With it, the table of groups fits a terminal of 120 columns. */
const descriptionWidth = 62;

/** @param partOf the short name of a source. */
export function groupsTable(groups: readonly DeadLetterGroup[], partOf: (source: string) => string): string {
  const head = ['dead letters of', 'count', 'reason', 'example', 'description'];
  const table = new Table({
    head,
    colWidths: head.map((title) => (title === 'description' ? descriptionWidth : null)),
    colAligns: head.map((title) => (title === 'count' ? 'right' : 'left')),
    wordWrap: true,
    style,
  });
  for (const { source, count, reason, example, description } of groups) {
    table.push([partOf(source), String(count), reason, example, description]);
  }
  return table.toString();
}

const rows: readonly (readonly [title: string, value: (account: Account) => number])[] = [
  ['sent', ({ sent }) => sent],
  ['processed', ({ processed }) => processed],
  ['retried at once', ({ retriedAtOnce }) => retriedAtOnce],
  ['retried later', ({ retriedLater }) => retriedLater],
  ['dead-lettered', ({ deadLettered }) => deadLettered],
  ['resubmitted', ({ resubmitted }) => resubmitted],
  ['edited', ({ edited }) => edited],
  ['parked', ({ parked }) => parked],
  ['lost', ({ lost }) => lost],
  ['duplicates', ({ duplicates }) => duplicates],
  ['messages/s', ({ rate }) => rate],
];

/** A column for each queue and subscription, which fits a terminal of 80 columns. */
export function accountTable(accounts: readonly Account[]): string {
  const table = new Table({
    head: ['', ...accounts.map(({ entity }) => entity)],
    colAligns: ['left', ...accounts.map(() => 'right' as const)],
    style,
  });
  for (const [title, value] of rows) {
    table.push([title, ...accounts.map((account) => value(account).toLocaleString('en-US'))]);
  }
  return table.toString();
}
