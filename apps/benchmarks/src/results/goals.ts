import { z } from 'zod';

import type { Figures } from './figures.js';

/** What a median is to reach. */
export interface Goal<Round extends Figures> {
  /** What is compared, in words. */
  readonly what: string;
  readonly bound: 'at least' | 'at most';
  readonly goal: number;
  readonly figure: (median: Round) => number;
}

export const comparisonSchema = z.object({
  what: z.string(),
  measured: z.number(),
  bound: z.enum(['at least', 'at most']),
  goal: z.number(),
  holds: z.boolean(),
});

/** What was measured, and whether the goal holds. */
export type Comparison = z.infer<typeof comparisonSchema>;

/** To two decimals, by which the goal is judged, too: what is beyond is noise. */
export function compare<Round extends Figures>({ what, bound, goal, figure }: Goal<Round>, median: Round): Comparison {
  const measured = Math.round(figure(median) * 100) / 100;
  return { what, measured, bound, goal, holds: bound === 'at least' ? measured >= goal : measured <= goal };
}

/** `slow program : ours, in turn: 12.3 (goal: at least 10, holds)` */
export function describeComparison({ what, measured, bound, goal, holds }: Comparison): string {
  return `${what}: ${measured} (goal: ${bound} ${goal}, ${holds ? 'holds' : 'missed'})`;
}
