import { TimeSpan } from '@ams/service-bus-model';
import rhea from 'rhea';

import { codec, longOf, type Typed } from './encoding.js';

/** What Azure's clients call a time span on the wire: a described long of ticks. */
const descriptor = 'com.microsoft:timespan';

const longestTicks = 2n ** 63n - 1n;

/** The time span that a value with its AMQP type is, or undefined for any other value. */
export function asTimeSpan(value: unknown): TimeSpan | undefined {
  const typed = value as Partial<Typed> | null | undefined;
  if (typed?.descriptor?.value !== descriptor) return undefined;
  const { value: ticks } = typed;
  if (typeof ticks === 'number' && Number.isInteger(ticks)) return new TimeSpan(ticks);
  // rhea leaves longs beyond what numbers hold in their eight bytes.
  if (Buffer.isBuffer(ticks) && ticks.length === 8) return new TimeSpan(Number(ticks.readBigInt64BE()));
  return undefined;
}

export function encodeTimeSpan({ ticks }: TimeSpan): Typed {
  const exact = BigInt(ticks);
  // The longest time span has become one tick too long as a number.
  const long = longOf(exact > longestTicks ? longestTicks : exact);
  return codec.described_nc(rhea.types.wrap_symbol(descriptor) as Typed, rhea.types.wrap_long(long) as Typed);
}
