import { z } from 'zod';

/** What one round measured: numbers by name, in groups. The same names in every round. */
export type Figures = { readonly [name: string]: number | Figures };

export const figuresSchema: z.ZodType<Figures> = z.lazy(() =>
  z.record(z.string(), z.union([z.number(), figuresSchema])),
);

/** To three decimals: what is beyond is noise, and hides what differs between two runs. */
export function rounded(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : rounded(value),
    ]),
  );
}
