import type { Clock } from './clock.js';
import type { Consumer } from './consumer.js';
import { Consumers } from './consumers.js';
import type { BrokerMessage } from './message.js';
import type { Partitions } from './partitions.js';

/** What competing consumers need done by their message queue. */
export interface CompetingConsumersHost {
  readonly clock: Clock;
  deliver(message: BrokerMessage, consumer: Consumer): void;
  /** Ends a message whose time to live is over. */
  expire(message: BrokerMessage): void;
}

/** Gives each message of a queue without sessions to one of those who want any, in turn. */
export class CompetingConsumers {
  readonly #consumers = new Consumers();

  constructor(
    private readonly partitions: Partitions,
    private readonly host: CompetingConsumersHost,
  ) {}

  add(consumer: Consumer): void {
    this.#consumers.add(consumer);
  }

  remove(consumer: Consumer): void {
    this.#consumers.remove(consumer);
  }

  /** Lets a message be given out again, before those that never were. */
  giveBack(message: BrokerMessage): void {
    this.partitions.giveBack(message);
  }

  /** Gives messages out for as long as there are any and somebody wants them. */
  dispatch(): void {
    for (;;) {
      const consumer = this.#consumers.nextHungry();
      if (consumer === undefined) return;
      const message = this.#takeNext();
      if (message === undefined) return;
      this.#consumers.passTurn();
      this.host.deliver(message, consumer);
    }
  }

  /** The next free message whose time to live is not over, be its timer late or not. */
  #takeNext(): BrokerMessage | undefined {
    const now = this.host.clock.now();
    let message = this.partitions.takeNext();
    while (message !== undefined && message.expiresAt <= now) {
      this.host.expire(message);
      message = this.partitions.takeNext();
    }
    return message;
  }
}
