/** The same keys, with what the function makes of their values. */
export function mapValues<Key extends string, Value, Result>(
  record: Readonly<Partial<Record<Key, Value>>>,
  make: (value: Value, key: Key) => Result,
): Readonly<Record<Key, Result>> {
  const entries = Object.entries(record) as [Key, Value][];
  return Object.fromEntries(entries.map(([key, value]) => [key, make(value, key)])) as Record<Key, Result>;
}
