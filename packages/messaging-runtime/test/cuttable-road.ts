import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** Bytes by which a client's steps are known. */
export const stepBytes = {
  /** AMQP value: declare. */
  declare: Buffer.from([0x00, 0x53, 0x77, 0x00, 0x53, 0x31]),
  /** What the body of a message has in it. */
  send: Buffer.from('to be sent'),
  /** Disposition. */
  settle: Buffer.from([0x00, 0x53, 0x15]),
  /** AMQP value: discharge. */
  discharge: Buffer.from([0x00, 0x53, 0x77, 0x00, 0x53, 0x32]),
} as const;

/** Where a road is cut: before the broker gets the bytes, or once it has answered them and the client has not heard. */
export interface Cut {
  readonly at: Buffer;
  readonly when: 'before' | 'after';
}

/** A road to a broker that can be cut at a certain point of what a client says. */
export interface CuttableRoad {
  readonly port: number;
  /** Cuts it the next time that a client says this. */
  readonly cutAt: (cut: Cut) => void;
  /** How often it was cut. */
  readonly cuts: () => number;
  readonly close: () => Promise<void>;
}

/** Forwards connections to a port of this machine. */
export async function startCuttableRoad(port: number): Promise<CuttableRoad> {
  const sockets = new Set<Socket>();
  let cut: Cut | undefined;
  let cuts = 0;
  const server = createServer((client) => {
    const broker = connect(port, '127.0.0.1');
    let isDeaf = false;
    const sever = (): void => {
      cuts += 1;
      client.destroy();
      broker.destroy();
    };
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('data', (chunk: Buffer) => {
      const isReached = cut !== undefined && chunk.includes(cut.at);
      if (isReached && cut?.when === 'before') {
        cut = undefined;
        sever();
        return;
      }
      if (isReached) {
        cut = undefined;
        isDeaf = true;
      }
      broker.write(chunk);
    });
    broker.on('data', (chunk: Buffer) => {
      if (isDeaf) sever();
      else client.write(chunk);
    });
    client.on('close', () => broker.end());
    broker.on('close', () => client.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    cutAt: (next) => {
      cut = next;
    },
    cuts: () => cuts,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
