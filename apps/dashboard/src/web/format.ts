/** How figures and times are written. Everything here is plain text of a value, and the same for the same value. */

const counts = new Intl.NumberFormat('en');
const oneDigit = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** What stands where nothing is known. */
export const unknown = '–';

export function formatCount(value: number | null | undefined): string {
  return value === null || value === undefined ? unknown : counts.format(value);
}

/** Messages per second, per minute, and the like: small ones with a digit after the point. */
export function formatRate(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  return value < 10 ? oneDigit.format(value) : counts.format(Math.round(value));
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

export function formatBytes(value: number | null | undefined): string {
  if (value === null || value === undefined) return unknown;
  const power = value < 1 ? 0 : Math.min(Math.floor(Math.log2(value) / 10), byteUnits.length - 1);
  return `${oneDigit.format(value / 1024 ** power)} ${byteUnits[power] ?? 'B'}`;
}

const durationUnits = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** A length of time by its two largest units: `3 min 5 s`, `2 d 4 h`; below a second in milliseconds. */
export function formatDuration(milliseconds: number): string {
  const length = Math.abs(milliseconds);
  if (length < 1_000) return `${Math.round(length)} ms`;
  const first = durationUnits.findIndex(([, size]) => length >= size);
  const parts: string[] = [];
  let rest = length;
  for (const [unit, size] of durationUnits.slice(first, first + 2)) {
    const whole = Math.floor(rest / size);
    if (whole > 0) parts.push(`${whole} ${unit}`);
    rest -= whole * size;
  }
  return parts.join(' ');
}

/** `4 min ago`, `in 2 h`, `now`. @param at and now in milliseconds since the epoch */
export function formatRelative(at: number, now: number): string {
  const difference = at - now;
  if (Math.abs(difference) < 1_000) return 'now';
  const [unit, size] = durationUnits.find(([, each]) => Math.abs(difference) >= each) ?? durationUnits[3];
  const text = `${Math.floor(Math.abs(difference) / size)} ${unit}`;
  return difference < 0 ? `${text} ago` : `in ${text}`;
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** The moment in the reader's own time zone. */
export function formatExact(at: number): string {
  return exact.format(at);
}

const isoDuration = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const isoUnits = ['year', 'month', 'week', 'day', 'hour', 'minute', 'second'] as const;

/** Days from which Service Bus means "for ever": TimeSpan.MaxValue is 10,675,199 days. */
const foreverDays = 10_000_000;

/** An ISO 8601 duration for people: `PT1M` is `1 minute`. Text that is none is given back as it is. */
export function formatIsoDuration(text: string): string {
  const match = isoDuration.exec(text);
  if (match === null || text === 'P' || text.endsWith('T')) return text;
  const values = match.slice(1);
  if (Number(values[3] ?? 0) >= foreverDays) return 'without end';
  const parts = values.flatMap((value, index) => {
    const amount = Number(value ?? 0);
    return amount === 0 ? [] : [`${counts.format(amount)} ${isoUnits[index] ?? ''}${amount === 1 ? '' : 's'}`];
  });
  return parts.length === 0 ? '0 seconds' : parts.join(' ');
}

/** `1 message`, `3 messages`. */
export function plural(count: number, singular: string, many = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : many}`;
}
