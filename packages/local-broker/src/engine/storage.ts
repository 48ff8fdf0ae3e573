import { BrokerError } from './errors.js';

/** A message, or what it carries. */
interface Sized {
  /** Bytes. */
  readonly size: number;
}

/** The room that a queue, or a topic with all its subscriptions, has for messages; dead letters take room as well. */
export class Storage {
  #used = 0;

  /** @param limit in bytes, as it is now: an entity's size can be changed. */
  constructor(
    private readonly path: string,
    private readonly limit: () => number,
  ) {}

  /** Bytes of the messages that are there. */
  get used(): number {
    return this.#used;
  }

  add({ size }: Sized): void {
    this.#used += size;
  }

  remove({ size }: Sized): void {
    this.#used -= size;
  }

  hasRoomFor(size: number): boolean {
    return this.#used + size <= this.limit();
  }

  /** @throws BrokerError `amqp:resource-limit-exceeded`, which clients know as a quota that is exceeded. */
  check({ size }: Sized): void {
    if (this.hasRoomFor(size)) return;
    throw new BrokerError(
      'amqp:resource-limit-exceeded',
      `'${this.path}' holds ${this.#used} bytes of the ${this.limit()} it may, which leaves no room for ${size} more. ` +
        'Receive messages from it, its dead-letter queue included, or give it a larger size.',
    );
  }
}
