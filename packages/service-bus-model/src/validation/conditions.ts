import { DurationError, parseDuration, tryParseDuration } from '../durations.js';
import { isValidName, type NameRule } from '../names.js';

/** Refuses what is no duration, and durations outside the range. Both ends, ISO 8601 text, are allowed. */
export function outsideDurations(range: { readonly minimum: string; readonly maximum: string }) {
  const minimum = tryParseDuration(range.minimum) ?? 0;
  const maximum = tryParseDuration(range.maximum) ?? Infinity;
  return (text: string): boolean => {
    const milliseconds = tryParseDuration(text);
    return milliseconds === undefined || milliseconds < minimum || milliseconds > maximum;
  };
}

/** What to do about a refused duration: why it is none, where it is none, and else what is given here. */
export function durationCure(text: string | undefined, otherwise: string): string {
  try {
    if (text !== undefined) parseDuration(text);
    return otherwise;
  } catch (error) {
    if (error instanceof DurationError) return error.message;
    throw error;
  }
}

/** Refuses what is no whole number, and numbers outside the range. Both ends are allowed. */
export function outsideIntegers(range: { readonly minimum: number; readonly maximum: number }) {
  return (value: number): boolean => !Number.isInteger(value) || value < range.minimum || value > range.maximum;
}

/** Refuses what is not in the list. */
export function noneOf<T>(allowed: readonly T[]) {
  return (value: T): boolean => !allowed.includes(value);
}

/** Refuses names that break the rule. */
export function misnamed(rule: NameRule) {
  return (name: string): boolean => !isValidName(name, rule);
}

/** Refuses texts whose length in characters is outside the range. Both ends are allowed. */
export function lengthOutside(range: { readonly minimum: number; readonly maximum: number }) {
  return (text: string): boolean => text.length < range.minimum || text.length > range.maximum;
}

/** Names that occur twice when case is disregarded, as Azure does; each is named once, as first written. */
export function repeatedNames(items: readonly { readonly name: string }[]): readonly string[] {
  const seen = new Map<string, number>();
  for (const { name } of items) seen.set(name.toLowerCase(), (seen.get(name.toLowerCase()) ?? 0) + 1);
  const repeated = items.filter(({ name }) => (seen.get(name.toLowerCase()) ?? 0) > 1);
  return [...new Map(repeated.map(({ name }) => [name.toLowerCase(), name] as const).reverse()).values()].reverse();
}

/** "A", "A or B", "A, B or C". */
export function listOf(values: readonly (string | number)[]): string {
  const [last, ...others] = values.map(String).reverse();
  if (last === undefined) return 'none';
  return others.length === 0 ? last : `${others.reverse().join(', ')} or ${last}`;
}
