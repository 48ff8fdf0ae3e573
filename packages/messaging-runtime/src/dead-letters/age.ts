import { RequestError } from './filter-spec.js';

const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads an age: a number with `s`, `m`, `h` or `d`, or several of them: `90s`, `2h`, `1d12h`.
 *
 * @returns milliseconds
 * @throws {@link RequestError}
 */
export function readAge(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhd])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) {
    throw new RequestError(`"${text}" is no age: write a number with s, m, h or d, as in 90s, 2h or 1d12h`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * units[unit as keyof typeof units], 0);
}
