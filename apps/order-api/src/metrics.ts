import type { OwnMetric } from '@ams/messaging-runtime';
import type { Counts } from './counts.js';
import type { Intake } from './orders/intake.js';

/** What the service measures beside what the runtime measures of publishing. */
export function orderMetrics(counts: Readonly<Counts>, intake: Pick<Intake, 'waiting'>): readonly OwnMetric[] {
  const count = (key: keyof Counts, unit: string, description: string): OwnMetric => ({
    name: `ams.order_api.${key}`,
    kind: 'count',
    unit,
    description,
    read: () => counts[key],
  });
  return [
    count('accepted', '{order}', 'Orders accepted, each once.'),
    count('again', '{request}', 'Requests answered as the same one before.'),
    count('rejected', '{request}', 'Requests that were wrong.'),
    count('unavailable', '{request}', 'Requests put off with 503.'),
    count('published', '{order}', 'Orders that the broker has.'),
    count('refused', '{order}', 'Orders that the broker can never take.'),
    {
      name: 'ams.order_api.waiting',
      kind: 'level',
      unit: '{order}',
      description: 'Orders on disk that the broker does not have yet.',
      read: () => intake.waiting ?? 0,
    },
  ];
}
