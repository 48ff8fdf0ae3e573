import { formatDuration, parseDuration } from './durations.js';

const ticksPerMillisecond = 10_000;

/**
 * A length of time as a value of its own: .NET's TimeSpan, as messages carry it among their application properties and
 * filters compare it. It equals no number and no text.
 */
export class TimeSpan {
  /** @param ticks the length in units of 100 ns, below zero for one that points backwards. */
  constructor(readonly ticks: number) {}

  /**
   * Reads what {@link toString} writes.
   *
   * @throws {DurationError} for a text that is no duration, with or without a minus before it.
   */
  static parse(text: string): TimeSpan {
    if (text.startsWith('-')) return new TimeSpan(-Math.round(parseDuration(text.slice(1)) * ticksPerMillisecond));
    return new TimeSpan(Math.round(parseDuration(text) * ticksPerMillisecond));
  }

  /** The length as an ISO 8601 duration, with a minus before it where it is below zero: `P1DT2H3M`, `-PT1S`. */
  toString(): string {
    const length = formatDuration(Math.abs(this.ticks) / ticksPerMillisecond);
    return this.ticks < 0 ? `-${length}` : length;
  }

  /** As text, like a date. */
  toJSON(): string {
    return this.toString();
  }
}
