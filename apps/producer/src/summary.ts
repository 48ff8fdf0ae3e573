import { countOf, describePace, type Pace } from '@ams/messaging-runtime/cli';

/** What became of the messages of one kind. */
export interface SentAndRefused {
  /** Accepted by the broker. */
  readonly sent: number;
  /** Too large, or otherwise impossible to send. */
  readonly refused: number;
}

/** What the producer did, as `--json` prints it. */
export interface ProducerSummary extends SentAndRefused, Pace {
  readonly app: 'producer';
  readonly orders: SentAndRefused;
  readonly events: SentAndRefused;
  /** Whether it was stopped before all was sent. */
  readonly interrupted: boolean;
  /** Moment that the messages are scheduled for, ISO 8601 in UTC; absent for those that were sent to be there at once. */
  readonly scheduledFor?: string;
  /** Scheduled messages that were taken back when it was stopped; they do not count as sent. */
  readonly takenBack?: number;
  /** Messages of a resumed file that earlier runs had sent. */
  readonly skipped?: number;
  /** Lines of standard input that are no message; they count as refused. */
  readonly badLines?: number;
}

export function describeSummary(summary: ProducerSummary): string {
  const { orders, events, refused, interrupted, scheduledFor, takenBack = 0, skipped = 0 } = summary;
  return [
    `${scheduledFor === undefined ? 'sent' : 'scheduled'} ${countOf(orders.sent, 'order')} and ${countOf(events.sent, 'event')}`,
    scheduledFor === undefined ? '' : ` for ${scheduledFor}`,
    ` ${describePace(summary)}`,
    skipped > 0 ? `, ${countOf(skipped, 'message')} had been sent before` : '',
    refused > 0 ? `, refused ${countOf(refused, 'message')}` : '',
    takenBack > 0 ? `, took ${countOf(takenBack, 'scheduled message')} back` : '',
    interrupted ? ', stopped before the end' : '',
  ].join('');
}
