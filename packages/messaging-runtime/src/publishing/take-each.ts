/**
 * Hands over one item after the other, and waits only where there is something to wait for: `for await` waits for each
 * item, even where all are at hand.
 *
 * @param take what is done with an item
 * @param isOver looked at after each item; whether no more are wanted
 * @returns whether it was over before the items were seen to end
 */
export async function takeEach<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  take: (item: Item) => Promise<void> | void,
  isOver: () => boolean,
): Promise<boolean> {
  if (Symbol.asyncIterator in items) {
    for await (const item of items) {
      await take(item);
      if (isOver()) return true;
    }
    return false;
  }
  for (const item of items) {
    const taking = take(item);
    if (taking !== undefined) await taking;
    if (isOver()) return true;
  }
  return false;
}
