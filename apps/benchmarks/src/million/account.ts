import type { ConsumerSummary, ProducerSummary } from '../processes/apps.js';

/** Not every message was acknowledged exactly once: the figures are worth nothing. */
export class AccountError extends Error {
  override readonly name = 'AccountError';
}

/** What else may become of a message, as consumers count it. */
const otherEnds = ['abandoned', 'released', 'deadLettered', 'lockLost', 'unsettled'] as const;

type ConsumerCounts = Pick<ConsumerSummary, 'received' | 'processed' | 'duplicates'> &
  Partial<Pick<ConsumerSummary, (typeof otherEnds)[number]>>;

export interface Facts {
  /** What the messages went through, for the error. */
  readonly carrier: string;
  /** Messages that were to be carried. */
  readonly count: number;
  readonly producer: Pick<ProducerSummary, 'sent' | 'refused'>;
  readonly consumers: readonly ConsumerCounts[];
  /** Whether queue and dead-letter queue are empty at the end. */
  readonly drained: boolean;
}

/**
 * Every message was accepted once, delivered once and completed once, and nothing is left.
 *
 * @throws AccountError with all that is wrong.
 */
export function checkAccount({ carrier, count, producer, consumers, drained }: Facts): void {
  const sum = (key: 'received' | 'processed' | 'duplicates') => consumers.reduce((total, each) => total + each[key], 0);
  const figures = [
    ['sent', producer.sent, count],
    ['refused', producer.refused, 0],
    ['delivered', sum('received'), count],
    ['completed', sum('processed'), count],
    ['seen twice', sum('duplicates'), 0],
  ] as const;
  const wrong = figures.filter(([, is, must]) => is !== must).map(([what, is, must]) => `${what}: ${is}, not ${must}`);
  const left = drained ? [] : ['messages are left in the queue or its dead-letter queue'];
  const problems = [...wrong, ...left];
  if (problems.length === 0) return;
  const instead = otherEnds
    .map((end) => [end, consumers.reduce((total, each) => total + (each[end] ?? 0), 0)] as const)
    .filter(([, total]) => total > 0)
    .map(([end, total]) => `${end}: ${total}`);
  throw new AccountError(`The messages through ${carrier} do not add up. ${[...problems, ...instead].join('; ')}.`);
}
