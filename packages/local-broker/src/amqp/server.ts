import { limits } from '@ams/service-bus-model';

import type { Clock } from '../engine/clock.js';
import { BrokerError } from '../engine/errors.js';
import type { AmqpStream, Introduction } from './amqp-stream.js';
import { ClientConnection } from './client-connection.js';
import type { AmqpContext } from './amqp-context.js';
import { IncomingMemory } from './incoming-memory.js';
import { createServerContainer } from './server-container.js';

/** How long a client may take from its first byte until its connection is open, in milliseconds. */
export const amqpHandshakeTimeout = 30_000;

/** How long a client may take to close its side of a stream after the broker closed its own, in milliseconds. */
export const halfClosedTimeout = 10_000;

/** How long clients may take to read that the broker stops, in milliseconds. */
const farewellTimeout = 1000;

function tooManyConnections(limit: number): BrokerError {
  return new BrokerError(
    'amqp:resource-limit-exceeded',
    `The namespace has the ${limit} connections that it may have. Close others first, or share one.`,
  );
}

/** Serves AMQP clients on the streams that it is handed. */
export class AmqpServer {
  readonly #container = createServerContainer();
  readonly #incomingMemory = new IncomingMemory();
  readonly #connections = new Map<AmqpStream, ClientConnection>();
  /** Connections since the broker started. */
  #accepted = 0;

  /**
   * @param networkClock the machine's time, whatever the time of the namespace is.
   * @param maxConnections clients beyond them are told that there are too many, and closed.
   */
  constructor(
    private readonly context: AmqpContext,
    private readonly networkClock: Clock,
    private readonly maxConnections: number = limits.connections,
  ) {}

  /** Ends the links that an entity which was deleted or changed no longer allows. */
  checkLinks(): void {
    for (const connection of this.#connections.values()) connection.checkLinks();
  }

  /** @param stream whose next bytes are those of an AMQP client. */
  accept(stream: AmqpStream, introduction: Introduction): void {
    this.#accepted += 1;
    const id = String(this.#accepted);
    const { context } = this;
    const connection = new ClientConnection(this.#container, stream, introduction, context, this.#incomingMemory, id);
    if (this.#connections.size >= this.maxConnections) connection.refuse(tooManyConnections(this.maxConnections));
    else connection.onOpen(() => this.#opened(connection, stream));
    this.#connections.set(stream, connection);
    this.#after(amqpHandshakeTimeout, stream, () => {
      if (!connection.isOpen) stream.destroy();
    });
    stream.on('finish', () => this.#after(halfClosedTimeout, stream, () => stream.destroy()));
    stream.on('close', () => this.#connections.delete(stream));
  }

  #opened(connection: ClientConnection, stream: AmqpStream): void {
    const { connectionCounters, openConnections } = this.context;
    connectionCounters.opened += 1;
    openConnections.add(connection);
    stream.on('close', () => {
      connectionCounters.closed += 1;
      openConnections.delete(connection);
    });
  }

  /** Unless the stream is closed before. */
  #after(milliseconds: number, stream: AmqpStream, action: () => void): void {
    const stopWaiting = this.networkClock.wakeAt(this.networkClock.now() + milliseconds, action);
    stream.on('close', stopWaiting);
  }

  /** Tells every client that the broker stops; resolves once all have been told and their streams are closed. */
  async close(): Promise<void> {
    const streams = [...this.#connections.keys()];
    const closed = Promise.all(streams.map((stream) => new Promise((resolve) => stream.once('close', resolve))));
    for (const connection of this.#connections.values()) connection.close();
    await new Promise((resolve) => setImmediate(resolve));
    for (const stream of streams) stream.destroySoon();
    const impatience = setTimeout(() => streams.forEach((stream) => stream.destroy()), farewellTimeout);
    await closed;
    clearTimeout(impatience);
  }
}
