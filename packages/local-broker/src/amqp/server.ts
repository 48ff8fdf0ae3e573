import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import { ClientConnection } from './client-connection.js';
import type { AmqpContext } from './node.js';
import { createServerContainer } from './server-container.js';

/** The broker cannot listen where it was told to. */
export class ListenError extends Error {
  override readonly name = 'ListenError';
}

/** Takes connections of AMQP clients. */
export class AmqpServer {
  readonly #server: Server;
  readonly #connections = new Map<Socket, ClientConnection>();

  private constructor(context: AmqpContext) {
    const container = createServerContainer();
    this.#server = createServer((socket) => {
      // A connection that breaks says so by closing; rhea hears of the error as well.
      socket.on('error', (error) => context.log.debug({ error: error.message }, 'A connection broke'));
      socket.on('close', () => this.#connections.delete(socket));
      this.#connections.set(socket, new ClientConnection(container, socket, context));
    });
  }

  /**
   * @param port 0 takes any free one.
   * @throws ListenError when the port is taken or the address is not this machine's.
   */
  static async listen(host: string, port: number, context: AmqpContext): Promise<AmqpServer> {
    const server = new AmqpServer(context);
    server.#server.listen(port, host);
    try {
      await once(server.#server, 'listening');
    } catch (error) {
      throw asListenError(error, host, port);
    }
    return server;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Tells every client that the broker stops, and closes what is still open once they were told. */
  async close(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const connection of this.#connections.values()) connection.close();
    await new Promise((resolve) => setImmediate(resolve));
    for (const socket of this.#connections.keys()) socket.destroySoon();
    await closed;
  }
}

function asListenError(error: unknown, host: string, port: number): ListenError {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new ListenError(
      `Port ${port} of ${host} is taken. Stop the program that has it, or choose another port (0 takes any free one).`,
    );
  }
  if (code === 'EACCES') {
    return new ListenError(`Port ${port} needs privileges that this user lacks. Choose one above 1023.`);
  }
  if (code === 'EADDRNOTAVAIL') {
    return new ListenError(`${host} is no address of this machine. Listen on 127.0.0.1, or on an address it has.`);
  }
  return new ListenError(`The broker cannot listen on ${host}:${port}: ${(error as Error).message}`);
}
