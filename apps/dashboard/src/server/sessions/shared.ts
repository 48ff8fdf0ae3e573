/** Work that is shared by all who ask for the same while it goes on. Who asks afterwards begins it anew. */
export class Shared<Result> {
  readonly #underWay = new Map<string, Promise<Result>>();

  /**
   * What the work of this name gives, begun here unless it goes on already.
   *
   * @throws what the work throws, to each who waits for it
   */
  of(name: string, begin: () => Promise<Result>): Promise<Result> {
    const going = this.#underWay.get(name);
    if (going !== undefined) return going;
    const begun = begin().finally(() => this.#underWay.delete(name));
    this.#underWay.set(name, begun);
    return begun;
  }
}
