import type { ServiceBusClient, ServiceBusReceiver } from '@azure/service-bus';
import type { Logger } from '../logger.js';
import type { CompleteAndSend } from '../processing/complete-and-send.js';
import { transactionalCompletion } from '../transactions/transactional-completion.js';
import type { DeadLetterSource, Destination } from './dead-letter-source.js';

/** The ways by which copies leave for their destinations while the messages that they are of are removed. */
export class Transfers {
  readonly #source: DeadLetterSource;
  readonly #log: Logger;
  /** By entity. Destinations are known only as they are decided on. */
  readonly #destinations: Record<string, ServiceBusClient> = {};

  constructor(source: DeadLetterSource, log: Logger) {
    this.#source = source;
    this.#log = log;
  }

  /** Takes up a destination. @returns the entity by which what is sent there is addressed */
  to({ entity, client }: Destination): string {
    this.#destinations[entity] ??= client;
    return entity;
  }

  /** How the messages of a receiver leave: in a transaction, where the broker has them. */
  of(receiver: ServiceBusReceiver): CompleteAndSend {
    return transactionalCompletion({
      client: this.#source.client,
      receiver,
      destinations: this.#destinations,
      // Without transactions it is as safe, but for a copy that may be there twice: nothing that anybody has to act on.
      log: { warn: this.#log.debug.bind(this.#log) },
    });
  }
}
