import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Table from 'cli-table3';

import type { Account } from './account.js';

/** A dead letter and the queue or subscription that it belongs to. */
export interface DeadLetter {
  readonly entity: string;
  readonly message: ServiceBusReceivedMessage;
}

export function deadLetterTable(deadLetters: readonly DeadLetter[]): string {
  const table = plainTable(['dead letter of', 'message', 'reason', 'description'], 0, descriptionWidth);
  for (const { entity, message } of deadLetters) {
    table.push([
      entity,
      String(message.messageId),
      message.deadLetterReason ?? '',
      message.deadLetterErrorDescription ?? '',
    ]);
  }
  return table.toString();
}

const columns: readonly (readonly [title: string, value: (account: Account) => number])[] = [
  ['sent', ({ sent }) => sent],
  ['processed', ({ processed }) => processed],
  ['retried', ({ retried }) => retried],
  ['dead-lettered', ({ deadLettered }) => deadLettered],
  ['reprocessed', ({ reprocessed }) => reprocessed],
  ['incurable', ({ incurable }) => incurable],
  ['lost', ({ lost }) => lost],
  ['duplicates', ({ duplicates }) => duplicates],
  ['messages/s', ({ rate }) => rate],
];

export function accountTable(accounts: readonly Account[]): string {
  const table = plainTable(['', ...columns.map(([title]) => title)], columns.length);
  for (const account of accounts) {
    table.push([account.entity, ...columns.map(([, value]) => value(account).toLocaleString('en-US'))]);
  }
  return table.toString();
}

/** Fits a terminal of 120 columns with the other columns beside it. */
const descriptionWidth = 64;

/**
 * @param numbers how many columns, counted from the right, hold numbers
 * @param lastWidth width at which the last column's text breaks
 */
function plainTable(head: string[], numbers: number, lastWidth?: number): Table.Table {
  return new Table({
    head,
    colWidths: head.map((_, index) => (index === head.length - 1 ? (lastWidth ?? null) : null)),
    wordWrap: true,
    colAligns: head.map((_, index) => (index >= head.length - numbers ? 'right' : 'left')),
    style: { head: [], border: [], compact: true },
  });
}
