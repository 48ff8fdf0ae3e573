import { failureOf, resubmitCountOf, type Change, type MoveAccount } from '@ams/messaging-runtime';
import { countOf } from '@ams/messaging-runtime/cli';
import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import type { SourceSummary } from './job-report.js';

/** Characters of a value in a difference: more would hide the others. */
const longestValue = 80;

/**
 * What became of a message, or would: a line about it, and one for each difference between it and its copy.
 *
 * @param source where it is; a copy that goes elsewhere says so
 */
export function accountLines(
  message: ServiceBusReceivedMessage,
  account: MoveAccount,
  source: string,
  dryRun: boolean,
): readonly string[] {
  const { reason = 'no reason', description = '' } = failureOf(message);
  const failure = description === '' ? reason : `${reason}: ${description}`;
  return [
    `  ${String(message.messageId)}: ${fateText(account, resubmitCountOf(message), source, dryRun)} — ${failure}`,
    ...(account.changes ?? []).map((change) => `      ${changeText(change)}`),
  ];
}

/** All of it in one line. */
export function summaryLine(summary: SourceSummary, noun: string, dryRun: boolean): string {
  const { examined, resubmitted, parked, exhausted, unmatched, refused, failed, notReceived } = summary;
  if (examined + notReceived === 0) return summary.error === undefined ? `  no ${noun}s` : `  no ${noun} was looked at`;
  const counted: readonly (readonly [count: number, text: string])[] = [
    [parked, dryRun ? 'would be parked' : 'parked'],
    [exhausted, 'sent back too often'],
    [unmatched, 'not meant'],
    [refused, 'refused'],
    [failed, 'failed'],
    [notReceived, 'locked by somebody else'],
  ];
  const parts = [
    `${numberText(resubmitted)} ${dryRun ? 'would be sent back' : 'sent back'}`,
    ...counted.filter(([count]) => count > 0).map(([count, text]) => `${numberText(count)} ${text}`),
  ];
  return `  ${countOf(examined, noun)}: ${parts.join(', ')}`;
}

function numberText(count: number): string {
  return count.toLocaleString('en-US');
}

function fateText(
  { fate, destination = '', problem = '' }: MoveAccount,
  sentBackBefore: number,
  source: string,
  dryRun: boolean,
): string {
  const done = dryRun ? 'would be ' : '';
  switch (fate) {
    case 'resubmit':
      return `${done}${destination === source ? 'sent back' : `sent to ${destination}`}`;
    case 'park':
      return `${done}parked in ${destination}, it was sent back ${countOf(sentBackBefore, 'time')} already`;
    case 'exhausted':
      return `stays, it was sent back ${countOf(sentBackBefore, 'time')} already`;
    case 'unmatched':
      return 'stays, it is not meant';
    case 'refused':
      return `stays, ${problem}`;
    case 'failed':
      return `stays, it could not be moved: ${problem}`;
  }
}

function changeText({ of, path, before, after }: Change): string {
  const place = `${of} ${path === '' ? '(all of it)' : path}`;
  if (before === undefined) return `${place}: added ${valueText(after)}`;
  return after === undefined
    ? `${place}: removed, it was ${valueText(before)}`
    : `${place}: ${valueText(before)} -> ${valueText(after)}`;
}

function valueText(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= longestValue ? text : `${text.slice(0, longestValue - 1)}…`;
}
