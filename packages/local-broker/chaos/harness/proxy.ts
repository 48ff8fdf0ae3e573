import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

interface Pair {
  readonly client: Socket;
  readonly broker: Socket;
}

/** A network between clients and the broker, which breaks when it is told to. */
export class Proxy {
  readonly #pairs = new Set<Pair>();
  readonly #server: Server;
  #isCut = false;

  private constructor(brokerPort: number) {
    this.#server = createServer((client) => {
      // Clients connect again at once.
      if (this.#isCut) {
        client.destroy();
        return;
      }
      const pair = { client, broker: connect(brokerPort, '127.0.0.1') };
      this.#pairs.add(pair);
      const end = (): void => {
        this.#pairs.delete(pair);
        client.destroy();
        pair.broker.destroy();
      };
      for (const socket of [client, pair.broker]) {
        socket.setNoDelay(true);
        socket.on('error', end).on('close', end);
      }
      client.pipe(pair.broker).pipe(client);
    });
  }

  static async open(brokerPort: number): Promise<Proxy> {
    const proxy = new Proxy(brokerPort);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /**
   * Cuts all connections, and takes no more. Clients hear nothing any more; resolves once the broker has read what was
   * sent to it and knows that it is alone.
   */
  async cut(): Promise<void> {
    this.#isCut = true;
    const closed = new Promise((resolve) => this.#server.close(resolve));
    await Promise.all([...this.#pairs].map((pair) => this.#cutOne(pair)));
    await closed;
  }

  async #cutOne(pair: Pair): Promise<void> {
    const { client, broker } = pair;
    this.#pairs.delete(pair);
    client.unpipe();
    broker.unpipe();
    client.removeAllListeners('close');
    client.destroy();
    if (broker.destroyed) return;
    const closed = once(broker, 'close');
    broker.resume();
    broker.end();
    await closed;
  }
}
