import type { Clock } from './clock.js';

/** When an entity was made and last changed, in milliseconds since the epoch. */
export interface EntityTimes {
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What a client does on a link: send to the entity, or receive from it. */
export type LinkRole = 'sender' | 'receiver';

/** The use that clients make of an entity: what idleness is measured by. Times are milliseconds since the epoch. */
export class Activity {
  #senders = 0;
  #receivers = 0;
  #accessedAt: number | undefined;

  constructor(
    private readonly clock: Pick<Clock, 'now'>,
    public times: EntityTimes,
  ) {}

  /** Links that clients have to the entity now. */
  get openLinks(): number {
    return this.#senders + this.#receivers;
  }

  /** Links on which clients send to the entity now. */
  get senders(): number {
    return this.#senders;
  }

  /** Links on which clients receive from the entity now, or wait for a session of it. */
  get receivers(): number {
    return this.#receivers;
  }

  /** When a client last used it; undefined if none did since the broker started. */
  get accessedAt(): number | undefined {
    return this.#accessedAt;
  }

  /** A client sends, asks or settles. */
  touch(): void {
    this.#accessedAt = this.clock.now();
  }

  linkOpened(role: LinkRole): void {
    this.#count(role, 1);
    this.touch();
  }

  linkClosed(role: LinkRole): void {
    this.#count(role, -1);
    this.touch();
  }

  #count(role: LinkRole, change: 1 | -1): void {
    if (role === 'sender') this.#senders += change;
    else this.#receivers += change;
  }
}
