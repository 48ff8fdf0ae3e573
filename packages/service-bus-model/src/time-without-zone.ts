/**
 * A time that does not say in which zone it is, as Python's and .NET's can be. It counts as UTC, and is written without
 * a zone again: clients compare what they get back with what they gave.
 */
export class TimeWithoutZone extends Date {
  override toISOString(): string {
    return super.toISOString().replace(/Z$/, '');
  }
}

/**
 * Reads a time in ISO 8601, such as `2026-01-01T12:00:00Z`; without a zone at its end it is a {@link TimeWithoutZone}.
 *
 * @returns an invalid Date for a text that is no time.
 */
export function parseTime(text: string): Date {
  return /T[\d:.]+$/.test(text) ? new TimeWithoutZone(`${text}Z`) : new Date(text);
}
