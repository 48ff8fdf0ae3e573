import type { Consumer } from './consumer.js';

/** The consumers of one message queue, who take turns. */
export class Consumers {
  readonly #consumers: Consumer[] = [];
  #turn = 0;

  add(consumer: Consumer): void {
    this.#consumers.push(consumer);
  }

  remove(consumer: Consumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index < 0) return;
    this.#consumers.splice(index, 1);
    if (index < this.#turn) this.#turn -= 1;
  }

  /**
   * The consumer whose turn it is among those that want a message. It keeps its turn until {@link passTurn}: were a look
   * at an empty queue to cost it, one of two consumers would get every message of a slow sender.
   */
  nextHungry(): Consumer | undefined {
    for (let tried = 0; tried < this.#consumers.length; tried += 1) {
      this.#turn %= this.#consumers.length;
      const consumer = this.#consumers[this.#turn];
      if (consumer !== undefined && consumer.demand() > 0) return consumer;
      this.#turn += 1;
    }
    return undefined;
  }

  passTurn(): void {
    this.#turn += 1;
  }
}
