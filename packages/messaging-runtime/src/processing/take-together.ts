/**
 * Takes the first of what waits, and those that go with it. The others keep their order.
 *
 * @param most how many to take
 * @param groupOf tells what goes together
 */
export function takeTogether<Item>(waiting: Item[], most: number, groupOf: (item: Item) => unknown): Item[] {
  const [first] = waiting;
  if (first === undefined || most < 1) return [];
  const group = groupOf(first);
  const taken: Item[] = [];
  let kept = 0;
  for (const item of waiting) {
    if (taken.length < most && groupOf(item) === group) {
      taken.push(item);
    } else {
      waiting[kept] = item;
      kept += 1;
    }
  }
  waiting.length = kept;
  return taken;
}

/** How many items {@link takeTogether} would take. */
export function countTogether<Item>(items: readonly Item[], most: number, kindOf: (item: Item) => unknown): number {
  const [first] = items;
  if (first === undefined) return 0;
  const kind = kindOf(first);
  let count = 0;
  for (const item of items) {
    if (count === most) break;
    if (kindOf(item) === kind) count += 1;
  }
  return count;
}
