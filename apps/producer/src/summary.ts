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
}

export function describeSummary(summary: ProducerSummary): string {
  const { orders, events, refused, interrupted } = summary;
  return [
    `sent ${countOf(orders.sent, 'order')} and ${countOf(events.sent, 'event')}`,
    ` ${describePace(summary)}`,
    refused > 0 ? `, refused ${countOf(refused, 'message')}` : '',
    interrupted ? ', stopped before the end' : '',
  ].join('');
}
