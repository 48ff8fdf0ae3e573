/** Ticks of .NET, 100 ns each, from the year 1 to the Unix epoch. */
const ticksToEpoch = 621_355_968_000_000_000n;
const ticksPerMillisecond = 10_000n;

/**
 * A time as .NET counts it, as the eight bytes of an AMQP long: no number of JavaScript holds it exactly.
 *
 * @param time milliseconds since the epoch.
 */
export function ticksOf(time: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(ticksToEpoch + BigInt(Math.trunc(time)) * ticksPerMillisecond);
  return bytes;
}
