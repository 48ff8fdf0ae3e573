import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

import { ClientConnection } from './client-connection.js';
import { Supply } from './supply.js';

/** A server that stores nothing and answers at once. */
export interface NullServer {
  /** Any name and key are as good as these. */
  readonly connectionString: string;
  readonly supply: Pick<Supply, 'given' | 'settled'>;
  readonly close: () => void;
}

/**
 * Starts a server on a free port of this machine, for whoever speaks to queues with `@azure/service-bus`: whatever their
 * names, all queues are one. It takes messages and forgets them, gives out orders like the first message that it got,
 * and confirms whatever is settled.
 *
 * @param orders how many to give out, over all receivers
 */
export async function startNullServer(orders: number): Promise<NullServer> {
  const supply = new Supply(orders);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new ClientConnection(socket, supply);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const key = 'SharedAccessKeyName=anyone;SharedAccessKey=anything';
  return {
    connectionString: `Endpoint=sb://127.0.0.1:${port}/;${key};UseDevelopmentEmulator=true;`,
    supply,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
