import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

import { asListenError, ListenError } from './listen-error.js';

/** Takes the connections to a set of ports, which all serve the same. */
export class PortListener {
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly host: string,
    private readonly accept: (socket: Socket) => void,
  ) {}

  /**
   * @param ports 0 takes any free one.
   * @throws ListenError when a port is taken, the address is not this machine's, or there is no port at all.
   */
  static async listen(host: string, ports: readonly number[], accept: (socket: Socket) => void): Promise<PortListener> {
    if (ports.length === 0)
      throw new ListenError('The broker has no port to listen on. Give one; 0 takes any free one.');
    const listener = new PortListener(host, accept);
    try {
      for (const port of ports) await listener.#open(port);
    } catch (error) {
      await listener.close();
      throw error;
    }
    return listener;
  }

  /** In the order asked for, as they turned out to be. */
  get ports(): readonly number[] {
    return this.#servers.map((server) => (server.address() as AddressInfo).port);
  }

  /** Takes no more connections; those there are go on. */
  stop(): void {
    for (const server of this.#servers) server.close();
  }

  /** Cuts off every connection that is left. */
  async close(): Promise<void> {
    const closed = this.#servers.map((server) => new Promise((resolve) => server.close(resolve)));
    for (const socket of this.#sockets) socket.destroy();
    await Promise.all(closed);
  }

  async #open(port: number): Promise<void> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
      this.accept(socket);
    });
    server.listen(port, this.host);
    try {
      await once(server, 'listening');
    } catch (error) {
      throw asListenError(error, this.host, port);
    }
    this.#servers.push(server);
  }
}
