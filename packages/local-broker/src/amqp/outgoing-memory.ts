import type { AmqpStream } from './amqp-stream.js';

/** Bytes that wait for a client to read them before it is given no more messages. */
const defaultBudget = 1024 * 1024;

/**
 * Memory that a connection's messages take on their way out, from the moment they are encoded until the system has them:
 * a client that reads slowly, or not at all, may not fill the broker's.
 */
export class OutgoingMemory {
  #waiting = 0;

  /** @param budget in bytes. A message that is larger goes out all the same, alone. */
  constructor(
    private readonly stream: () => Pick<AmqpStream, 'writableLength'>,
    private readonly budget = defaultBudget,
  ) {}

  /** Whether the client has to read before there is anything more for it. */
  get isFull(): boolean {
    return this.#waiting + this.stream().writableLength >= this.budget;
  }

  /** Counts a message that waits to be written, until it is given back. */
  take(length: number): void {
    this.#waiting += length;
  }

  give(length: number): void {
    this.#waiting -= length;
  }
}
