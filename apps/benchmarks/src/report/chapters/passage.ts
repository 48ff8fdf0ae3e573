import { z } from 'zod';

import { usageSchema } from '../../processes/usage.js';

const pace = z.object({ seconds: z.number(), perSecond: z.number() });

/** How fast messages got from producer to consumers. */
export const paces = z.object({ produce: pace, consume: pace, total: pace });

export type Paces = z.infer<typeof paces>;

/** The same, with what each process used, by its name. */
export const passage = paces.extend({ processes: z.record(z.string(), usageSchema) });

export type Passage = z.infer<typeof passage>;

export const steps = ['produce', 'consume', 'total'] as const;

/** @param orders how many were carried */
export function microsecondsEach(cpuSeconds: number, orders: number): number {
  return (cpuSeconds / orders) * 1_000_000;
}

/** What a process is called, where that is not its name in the results. */
const processNames: Readonly<Record<string, string>> = { consumer1: 'consumer 1', consumer2: 'consumer 2' };

/**
 * What each process used: seconds of CPU, microseconds for each order, and most memory in MiB.
 *
 * @param broker what the broker is called
 */
export function processRows(
  titled: readonly (readonly [title: string, passage: Passage])[],
  broker: string,
  orders: number,
): readonly (readonly [string, number, number, number])[] {
  return titled.flatMap(([title, { processes }]) =>
    Object.entries(processes).map(([name, { cpuSeconds, peakMebibytes }]) => {
      const called = name === 'broker' ? broker : processName(name);
      return [`${title}: ${called}`, cpuSeconds, microsecondsEach(cpuSeconds, orders), peakMebibytes] as const;
    }),
  );
}

export function processName(name: string): string {
  return processNames[name] ?? name;
}
