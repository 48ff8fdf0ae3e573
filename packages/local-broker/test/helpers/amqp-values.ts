import fc from 'fast-check';
import rhea from 'rhea';

import type { Typed } from '../../src/message/encoding.js';
import { amqp } from './raw-amqp.js';

const { types } = rhea;

const typed = <T>(values: fc.Arbitrary<T>, wrap: (value: T) => unknown): fc.Arbitrary<Typed> =>
  values.map((value) => wrap(value) as Typed);

const text = fc.string({ maxLength: 40 });

const scalar = fc.oneof(
  fc.constant(amqp.nothing),
  typed(fc.boolean(), types.wrap_boolean),
  typed(fc.nat(255), types.wrap_ubyte),
  typed(fc.nat(65_535), types.wrap_ushort),
  typed(fc.nat(), types.wrap_uint),
  typed(fc.maxSafeNat(), types.wrap_ulong),
  typed(fc.integer(), types.wrap_int),
  typed(fc.maxSafeInteger(), types.wrap_long),
  typed(fc.double(), types.wrap_double),
  typed(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => types.wrap_ulong(Buffer.from(bytes) as never)),
  typed(fc.integer({ min: -(2 ** 52), max: 2 ** 52 }), types.wrap_timestamp),
  typed(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => types.wrap_uuid(Buffer.from(bytes))),
  typed(fc.uint8Array({ maxLength: 40 }), (bytes) => types.wrap_binary(Buffer.from(bytes) as never)),
  typed(text, types.wrap_string),
  typed(fc.string({ unit: 'grapheme-ascii', maxLength: 40 }), types.wrap_symbol),
);

const codes = { uuid: 0x98, long: 0x81, uint: 0x70, string: 0xb1, timestamp: 0x83 } as const;

/** Arrays as clients write them: of numbers, times, texts and lock tokens. */
const array = fc.oneof(
  typed(fc.array(fc.maxSafeInteger(), { maxLength: 5 }), (values) => types.wrap_array(values, codes.long, undefined)),
  typed(fc.array(fc.nat(), { maxLength: 5 }), (values) => types.wrap_array(values, codes.uint, undefined)),
  typed(fc.array(fc.nat(), { maxLength: 5 }), (values) => types.wrap_array(values, codes.timestamp, undefined)),
  typed(fc.array(text, { maxLength: 5 }), (values) => types.wrap_array(values, codes.string, undefined)),
  typed(fc.array(fc.uint8Array({ minLength: 16, maxLength: 16 }), { maxLength: 5 }), (values) =>
    types.wrap_array(
      values.map((bytes) => Buffer.from(bytes)),
      codes.uuid,
      undefined,
    ),
  ),
);

const mapOf = (entries: readonly (readonly [Typed, Typed])[]): Typed => {
  const map = types.wrap_map({}) as Typed & { value: unknown };
  map.value = entries.flat();
  return map;
};

/** Any AMQP value, a few levels deep. */
export const { anyValue } = fc.letrec<{ anyValue: Typed }>((tie) => ({
  anyValue: fc.oneof(
    { maxDepth: 3 },
    scalar,
    array,
    typed(fc.array(tie('anyValue'), { maxLength: 4 }), (values) => types.wrap_list(values)),
    fc.array(fc.tuple(tie('anyValue'), tie('anyValue')), { maxLength: 4 }).map(mapOf),
    fc.tuple(fc.nat(255), tie('anyValue')).map(([code, value]) => amqp.described(code, copyOf(value))),
  ),
}));

/** Another value of rhea's, which knows its own by their prototype. */
function copyOf(value: Typed): Typed {
  return Object.assign(Object.create(Object.getPrototypeOf(value) as object) as Typed, value);
}

/** A map with these keys, each there or not and of any value. */
export function anyMapWith(keys: readonly string[], likely: fc.Arbitrary<Typed> = anyValue): fc.Arbitrary<Typed> {
  const entry = fc.tuple(
    fc.oneof(fc.constantFrom(...keys), text).map((key) => amqp.text(key)),
    fc.oneof(likely, anyValue),
  );
  return fc.array(entry, { maxLength: 6 }).map(mapOf);
}
