import { parseDuration, unlimitedMilliseconds } from '@ams/service-bus-model';

/** Python's client writes Azure's "never" back a few microseconds shorter than it was told. */
const roundingOfNever = 1000;

/**
 * A duration of a definition as the engine counts it: whole milliseconds, or Infinity for Azure's "never", which is a
 * duration like any other on the wire.
 */
export function millisecondsOf(duration: string): number {
  const milliseconds = parseDuration(duration);
  return milliseconds >= unlimitedMilliseconds - roundingOfNever ? Infinity : Math.round(milliseconds);
}
