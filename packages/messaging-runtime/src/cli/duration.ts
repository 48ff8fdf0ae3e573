import { InvalidArgumentError } from '@commander-js/extra-typings';

const number = String.raw`(\d+(?:\.\d+)?)`;
/** `90s`, `10m`, `1h30m`, `2d` */
const plain = new RegExp(`^(?:${number}d)?(?:${number}h)?(?:${number}m)?(?:${number}s)?$`, 'i');
/** `PT10M`, `P1DT12H`: days to seconds, as Azure writes durations. */
const iso = new RegExp(`^P(?:${number}D)?(?:T(?:${number}H)?(?:${number}M)?(?:${number}S)?)?$`, 'i');

const millisecondsOf = [86_400_000, 3_600_000, 60_000, 1_000] as const;

/**
 * Reads an option's duration, and refuses what is none or out of range, with the range: seconds (`90`), a number with its
 * unit (`90s`, `10m`, `1h30m`, `2d`) or ISO 8601 (`PT10M`).
 *
 * @param minimum milliseconds
 * @param maximum milliseconds
 * @returns milliseconds
 */
export function duration(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = readDuration(text);
    if (value !== undefined && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(
      `It must be a duration such as 90, 90s, 10m, 1h30m, 2d or PT10M, from ${minimum / 1_000} to ${maximum / 1_000} seconds.`,
    );
  };
}

function readDuration(text: string): number | undefined {
  if (new RegExp(`^${number}$`).test(text)) return Number(text) * 1_000;
  const [, ...parts] = plain.exec(text) ?? iso.exec(text) ?? [];
  if (parts.every((part) => part === undefined)) return undefined;
  return millisecondsOf.reduce((sum, unit, index) => sum + Number(parts[index] ?? 0) * unit, 0);
}
