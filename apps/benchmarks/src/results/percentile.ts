/**
 * The smallest value that so many percent of all are not above.
 *
 * @param sorted ascending
 * @param percent above 0, at most 100
 * @throws RangeError when there are no values, or the percentage is out of range.
 */
export function percentile(sorted: readonly number[], percent: number): number {
  if (!(percent > 0 && percent <= 100)) {
    throw new RangeError(`The percentage is ${percent}, but must be above 0 and at most 100.`);
  }
  const value = sorted[Math.ceil((percent / 100) * sorted.length) - 1];
  if (value === undefined) throw new RangeError('No values have no percentiles: give at least one.');
  return value;
}
