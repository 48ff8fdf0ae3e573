import type { Figures } from './figures.js';

/**
 * The number in the middle; between two in the middle, their mean.
 *
 * @throws RangeError when there is none.
 */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('No values have no median: give at least one.');
  return (lower + upper) / 2;
}

/**
 * The median of each figure by itself.
 *
 * @throws RangeError when there is no round, or a round lacks a figure that the first one has.
 */
export function medianOfRounds<Round extends Figures>(rounds: readonly Round[]): Round {
  const [first] = rounds;
  if (first === undefined) throw new RangeError('No rounds have no median: measure at least one.');
  return medianOfFigures(first, rounds) as Round;
}

function medianOfFigures(first: Figures, rounds: readonly Figures[]): Figures {
  const entries = Object.entries(first).map(([name, value]) => {
    const values = rounds.map((round) => round[name]);
    return [
      name,
      typeof value === 'number'
        ? median(values.map((each) => asNumber(each, name)))
        : medianOfFigures(
            value,
            values.map((each) => asGroup(each, name)),
          ),
    ] as const;
  });
  return Object.fromEntries(entries);
}

function asNumber(value: number | Figures | undefined, name: string): number {
  if (typeof value === 'number') return value;
  throw new RangeError(`The figure '${name}' is missing in a round: each has the same figures.`);
}

function asGroup(value: number | Figures | undefined, name: string): Figures {
  if (typeof value === 'object') return value;
  throw new RangeError(`The group '${name}' is missing in a round: each has the same figures.`);
}
