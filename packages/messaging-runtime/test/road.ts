import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** A road to a broker, that can be made long. */
export interface Road {
  readonly port: number;
  /** From now on, what the broker answers takes longer than the client waits for the answer to a drain. */
  readonly lengthen: () => void;
  readonly close: () => Promise<void>;
}

/** Longer than the 200 milliseconds that the client waits. */
const longWay = 300;

/** Forwards connections to a port of this machine. */
export async function startRoad(port: number): Promise<Road> {
  const sockets = new Set<Socket>();
  let isLong = false;
  const server = createServer((client) => {
    const broker = connect(port, '127.0.0.1');
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    client.pipe(broker);
    const travel = (arrive: () => void): void => {
      if (isLong) setTimeout(arrive, longWay);
      else arrive();
    };
    broker.on('data', (chunk: Buffer) => travel(() => client.write(chunk)));
    broker.on('close', () => travel(() => client.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    lengthen: () => {
      isLong = true;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
