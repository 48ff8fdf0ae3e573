import { formatDuration, tryParseDuration } from '@ams/service-bus-model';
import { Token } from 'cdktf';

/**
 * A span of time: ISO 8601 text, `PT45S` or `P14D`, or an object that writes itself so: this package's `Duration`, and
 * the durations of dayjs, moment, luxon, aws-cdk and Temporal. Never a number, whose unit nobody sees, and no date.
 */
export type DurationInput = string | DurationObject;

type DurationObject = (
  { toISOString(): string } | { toISO(): string | null } | { toIsoString(): string } | { toJSON(): string }
) & { readonly getTime?: never };

/** The names under which libraries give ISO 8601 text, in the order in which they are tried. */
const writers = ['toISOString', 'toISO', 'toIsoString', 'toJSON'] as const;

/**
 * The duration as ISO 8601 text. Text stays as it is, tokens included. What an object gives is written as Azure writes
 * it: sixty minutes become `PT1H`, two weeks `P14D`.
 *
 * It judges nothing: what is no duration comes back as text that the validation of the property refuses, which knows
 * the construct's path and the limits.
 */
export function isoDuration(input: DurationInput): string;
export function isoDuration(input: DurationInput | undefined): string | undefined;
export function isoDuration(input: DurationInput | undefined): string | undefined {
  if (input === undefined || typeof input === 'string') return input;
  if (Token.isUnresolved(input)) return Token.asString(input);
  return normalized(writtenText(input));
}

function writtenText(input: DurationObject): string {
  const methods = input as Readonly<Partial<Record<(typeof writers)[number], () => unknown>>>;
  const writer = writers.find((name) => typeof methods[name] === 'function');
  return String(writer === undefined ? input : methods[writer]?.());
}

function normalized(text: string): string {
  const weeks = /^P(\d+)W$/.exec(text)?.[1];
  const days = weeks === undefined ? text : `P${Number(weeks) * 7}D`;
  const milliseconds = tryParseDuration(days);
  return milliseconds === undefined ? text : formatDuration(milliseconds);
}

/** A span of time with its unit: `Duration.minutes(5)`. */
export class Duration {
  private constructor(private readonly text: string) {}

  /** @throws {DurationError} for what is negative or not a number */
  static seconds(count: number): Duration {
    return new Duration(formatDuration(count * 1000));
  }

  /** @throws {DurationError} for what is negative or not a number */
  static minutes(count: number): Duration {
    return Duration.seconds(count * 60);
  }

  /** @throws {DurationError} for what is negative or not a number */
  static hours(count: number): Duration {
    return Duration.minutes(count * 60);
  }

  /** @throws {DurationError} for what is negative or not a number */
  static days(count: number): Duration {
    return Duration.hours(count * 24);
  }

  /** ISO 8601 text: `PT5M`. */
  toISOString(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}
