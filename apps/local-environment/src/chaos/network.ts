import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network between apps and the broker, which breaks when it is told to. */
export class Network {
  #pairs: (readonly [Socket, Socket])[] = [];
  readonly #server: Server;

  private constructor(brokerPort: number) {
    this.#server = createServer((client) => {
      const pair = [client, connect(brokerPort, '127.0.0.1')] as const;
      this.#pairs.push(pair);
      const end = (): void => pair.forEach((socket) => socket.destroy());
      for (const socket of pair) socket.setNoDelay(true).on('error', end).on('close', end);
      client.pipe(pair[1]).pipe(client);
    });
  }

  /** @param brokerPort where connections lead to. */
  static async open(brokerPort: number): Promise<Network> {
    const network = new Network(brokerPort);
    network.#server.listen(0, '127.0.0.1');
    await once(network.#server, 'listening');
    return network;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Resets all connections; those that are opened afterwards work. @returns how many there were. */
  cut(): number {
    const pairs = this.#pairs.splice(0).filter(([client]) => !client.destroyed);
    for (const pair of pairs) for (const socket of pair) socket.resetAndDestroy();
    return pairs.length;
  }

  /** Lets nothing through any more on the connections that there are, and tells nobody. */
  stall(): void {
    for (const pair of this.#pairs) for (const socket of pair) socket.unpipe().pause();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
