import type { Figures, Totals } from '@ams/monitor-api';

/** Per second. */
export interface EntityRates {
  readonly incoming: number;
  readonly outgoing: number;
  readonly completed: number;
  readonly deadLettered: number;
}

/** By path; the whole namespace under the empty path. */
export type RatesByEntity = ReadonlyMap<string, EntityRates>;

const measured = ['incoming', 'outgoing', 'completed', 'deadLettered'] as const;

interface Sample {
  readonly at: number;
  readonly startedAt: number;
  readonly totals: ReadonlyMap<string, Totals>;
}

/**
 * Makes rates out of totals. They are taken over a window of some seconds: over one alone, a figure jumps too much to
 * be read.
 */
export class Rates {
  private samples: Sample[] = [];

  /** @param window milliseconds */
  constructor(private readonly window = 5_000) {}

  /** Empty until two different moments are known. A broker that was started anew begins from nothing. */
  take(figures: Pick<Figures, 'at' | 'startedAt' | 'entities'>): RatesByEntity {
    const sample = {
      at: figures.at,
      startedAt: figures.startedAt,
      totals: new Map(figures.entities.map(({ path, totals }) => [path, totals])),
    };
    const earlier = this.samples.filter(
      ({ at, startedAt }) => startedAt === sample.startedAt && at < sample.at && at >= sample.at - this.window,
    );
    this.samples = [...earlier, sample];
    const first = earlier[0];
    return first === undefined ? new Map() : ratesBetween(first, sample);
  }
}

function ratesBetween(first: Sample, last: Sample): RatesByEntity {
  const seconds = (last.at - first.at) / 1_000;
  const rates = new Map<string, EntityRates>();
  const sum = { incoming: 0, outgoing: 0, completed: 0, deadLettered: 0 };
  for (const [path, totals] of last.totals) {
    const before = first.totals.get(path);
    const rate = { incoming: 0, outgoing: 0, completed: 0, deadLettered: 0 };
    for (const name of measured) {
      // An entity that was deleted and made anew counts from nothing.
      rate[name] = Math.max(0, (totals[name] - (before?.[name] ?? 0)) / seconds);
      sum[name] += rate[name];
    }
    rates.set(path, rate);
  }
  return rates.set('', sum);
}
