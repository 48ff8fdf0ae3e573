import type { Clock } from './clock.js';

/** When an entity was made and last changed, in milliseconds since the epoch. */
export interface EntityTimes {
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The use that clients make of an entity: what idleness is measured by. Times are milliseconds since the epoch. */
export class Activity {
  #openLinks = 0;
  #accessedAt: number | undefined;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    public times: EntityTimes,
  ) {}

  /** Links that clients have to the entity now. */
  get openLinks(): number {
    return this.#openLinks;
  }

  /** When a client last used it; undefined if none did since the broker started. */
  get accessedAt(): number | undefined {
    return this.#accessedAt;
  }

  /** A client sends, asks or settles. */
  touch(): void {
    this.#accessedAt = this.clock.now();
  }

  linkOpened(): void {
    this.#openLinks += 1;
    this.touch();
  }

  linkClosed(): void {
    this.#openLinks -= 1;
    this.touch();
  }
}
