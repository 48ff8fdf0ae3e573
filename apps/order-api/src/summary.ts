import { countOf } from '@ams/messaging-runtime/cli';

/** What the service did, as `--json` prints it. */
export interface OrderApiSummary {
  readonly app: 'order-api';
  /** Orders accepted, each once. */
  readonly accepted: number;
  /** Requests answered as the same one before. */
  readonly again: number;
  readonly rejected: number;
  readonly unavailable: number;
  readonly published: number;
  readonly refused: number;
  /** Orders that stay in the outbox for the next start. */
  readonly waiting: number;
  /** How long it ran. */
  readonly seconds: number;
}

export function describeSummary(summary: OrderApiSummary): string {
  const { accepted, again, rejected, unavailable, published, refused, waiting, seconds } = summary;
  return [
    `accepted ${countOf(accepted, 'order')} in ${seconds.toLocaleString('en-US', { maximumFractionDigits: 1 })} s`,
    `, published ${published.toLocaleString('en-US')}`,
    again > 0 ? `, answered ${countOf(again, 'request')} again` : '',
    rejected > 0 ? `, rejected ${countOf(rejected, 'request')}` : '',
    unavailable > 0 ? `, put off ${countOf(unavailable, 'request')}` : '',
    refused > 0 ? `, ${countOf(refused, 'order')} refused by the broker` : '',
    waiting > 0 ? `; ${countOf(waiting, 'order')} left for the next start` : '',
  ].join('');
}
