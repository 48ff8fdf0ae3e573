import type { ServiceBusReceiver, ServiceBusSender } from '@azure/service-bus';
import type { CompleteAndSend } from '../processing/complete-and-send.js';
import { sendThenComplete } from '../transactions/send-then-complete.js';
import type { Destination } from './dead-letter-source.js';

/** The ways by which copies leave for their destinations while the messages that they are of are removed. */
export class Transfers {
  readonly #destinations = new Map<string, Destination>();
  readonly #senders: ServiceBusSender[] = [];

  /** Takes up a destination. @returns the entity by which what is sent there is addressed */
  to(destination: Destination): string {
    const { entity } = destination;
    if (!this.#destinations.has(entity)) this.#destinations.set(entity, destination);
    return entity;
  }

  /** How the messages of a receiver leave. */
  of(receiver: ServiceBusReceiver): CompleteAndSend {
    return sendThenComplete({ createSender: (entity) => this.#openSender(entity) }, receiver);
  }

  async close(): Promise<void> {
    await Promise.all(this.#senders.map((sender) => sender.close()));
  }

  #openSender(entity: string): ServiceBusSender {
    const destination = this.#destinations.get(entity);
    if (destination === undefined) throw new Error(`${entity} is no destination of this run`);
    const sender = destination.client.createSender(entity);
    this.#senders.push(sender);
    return sender;
  }
}
