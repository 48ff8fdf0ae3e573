/** A place in a {@link LinkedList}. Only the list changes it. */
export interface ListNode<T> {
  readonly item: T;
  previous: ListNode<T> | undefined;
  next: ListNode<T> | undefined;
}

/** A list from whose middle items leave in constant time. */
export class LinkedList<T> {
  #first: ListNode<T> | undefined;
  #last: ListNode<T> | undefined;
  #size = 0;

  get size(): number {
    return this.#size;
  }

  get first(): ListNode<T> | undefined {
    return this.#first;
  }

  get last(): ListNode<T> | undefined {
    return this.#last;
  }

  append(item: T): ListNode<T> {
    return this.insertAfter(this.#last, item);
  }

  /** @param previous a node of this list; undefined for the front. */
  insertAfter(previous: ListNode<T> | undefined, item: T): ListNode<T> {
    const next = previous ? previous.next : this.#first;
    const node: ListNode<T> = { item, previous, next };
    if (previous) previous.next = node;
    else this.#first = node;
    if (next) next.previous = node;
    else this.#last = node;
    this.#size += 1;
    return node;
  }

  /** @param node a node that is in this list. */
  remove({ previous, next }: ListNode<T>): void {
    if (previous) previous.next = next;
    else this.#first = next;
    if (next) next.previous = previous;
    else this.#last = previous;
    this.#size -= 1;
  }

  *[Symbol.iterator](): Generator<T> {
    for (let node = this.#first; node !== undefined; node = node.next) yield node.item;
  }
}
