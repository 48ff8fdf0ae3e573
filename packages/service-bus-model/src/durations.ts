/** A text that is no duration as Azure writes them. The message names the text, the rule and the cure. */
export class DurationError extends Error {
  override readonly name = 'DurationError';
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** Azure's "never": the largest .NET TimeSpan. The default time to live and idle time of every entity. */
export const unlimitedDuration = 'P10675199DT2H48M5.4775807S';

/** Milliseconds in .NET's largest TimeSpan, {@link unlimitedDuration}: what Azure keeps durations in. */
export const unlimitedMilliseconds = 10_675_199 * day + 2 * hour + 48 * minute + 5477.5807;

const isoDuration =
  /^P(?:(?<days>\d+)D)?(?:T(?:(?<hours>\d+)H)?(?:(?<minutes>\d+)M)?(?:(?<seconds>\d+(?:\.\d+)?)S)?)?$/;
const ambiguousUnit = /^P[^T]*[YMW]/;

/**
 * Milliseconds of an ISO 8601 duration in the form that Azure writes, `PnDTnHnMnS`: `PT45S`, `P14D`, `P1DT12H`.
 * Fractions of seconds are kept, down to the 100 ns of a .NET TimeSpan.
 *
 * @throws {DurationError} for any other text. Years, months and weeks are refused too: Azure reads a month as 30 days,
 * a calendar does not, and nobody should have to know which is meant.
 */
export function parseDuration(text: string): number {
  const parts = isoDuration.exec(text)?.groups;
  if (parts === undefined || text.endsWith('P') || text.endsWith('T')) {
    throw new DurationError(
      ambiguousUnit.test(text)
        ? `'${text}' counts in years, months or weeks, whose length depends on who reads it. Write days: 'P30D'.`
        : `'${text}' is no ISO 8601 duration of the form PnDTnHnMnS. Write for example 'PT45S', 'PT10M' or 'P14D'.`,
    );
  }
  const { days = '0', hours = '0', minutes = '0', seconds = '0' } = parts;
  const milliseconds =
    Number(days) * day + Number(hours) * hour + Number(minutes) * minute + Math.round(Number(seconds) * 1e7) / 1e4;
  if (milliseconds > unlimitedMilliseconds) {
    throw new DurationError(`'${text}' is longer than Azure can keep, ${unlimitedDuration}. Leave it out for "never".`);
  }
  return milliseconds;
}

/** Milliseconds of the duration, or undefined when {@link parseDuration} would refuse the text. */
export function tryParseDuration(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof DurationError) return undefined;
    throw error;
  }
}

/**
 * The duration as Azure writes it, without empty parts: 45000 is `PT45S`, 0 is `PT0S`. All that reaches
 * {@link unlimitedMilliseconds} is {@link unlimitedDuration}.
 *
 * @throws {DurationError} for what is negative or not a number.
 */
export function formatDuration(milliseconds: number): string {
  if (!(milliseconds >= 0)) {
    throw new DurationError(`${milliseconds} ms is no duration. Give 0 or more.`);
  }
  if (milliseconds >= unlimitedMilliseconds) return unlimitedDuration;
  const days = Math.floor(milliseconds / day);
  const hours = Math.floor((milliseconds % day) / hour);
  const minutes = Math.floor((milliseconds % hour) / minute);
  // A .NET TimeSpan has seven decimals; the rounding drops what binary fractions add behind them.
  const seconds = Number(((milliseconds % minute) / second).toFixed(7));
  const time = `${part(hours, 'H')}${part(minutes, 'M')}${part(seconds, 'S')}`;
  if (days === 0) return `PT${time || '0S'}`;
  return `P${days}D${time && `T${time}`}`;
}

function part(count: number, unit: string): string {
  // Fixed notation: toString writes less than a microsecond as 1e-7.
  return count === 0 ? '' : `${count < 1e-6 ? count.toFixed(7) : count}${unit}`;
}
