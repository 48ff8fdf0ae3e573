import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

import { closePlain, connectPlain } from '../../test/helpers/amqp-client.js';
import { amqp, errorIn, RawClient } from '../../test/helpers/raw-amqp.js';
import { ManualClock } from '../engine/clock.js';
import { silentLog } from '../log.js';
import { ConnectionCounters } from '../engine/connection-counters.js';
import type { AmqpContext } from './amqp-context.js';
import { amqpHandshakeTimeout, AmqpServer, halfClosedTimeout } from './server.js';

let networkClock: ManualClock;
let context: Partial<AmqpContext>;
let server: AmqpServer;
let listener: Server;
let sockets: Socket[];

beforeEach(async () => {
  networkClock = new ManualClock();
  // All that a connection without links asks for.
  context = {
    clock: networkClock,
    log: silentLog,
    connectionCounters: new ConnectionCounters(),
    openConnections: new Set(),
  };
  server = new AmqpServer(context as AmqpContext, networkClock);
  sockets = [];
  listener = createServer((socket) => {
    sockets.push(socket);
    server.accept(socket, 'sasl');
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
});

afterEach(async () => {
  await server.close();
  listener.close();
});

const port = (): number => (listener.address() as AddressInfo).port;

describe('a server of AMQP', () => {
  it('cuts off a client that does not open its connection in time', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.write('AMQP\x03\x01\x00\x00', 'latin1');
    await once(socket, 'data');

    networkClock.advance(amqpHandshakeTimeout);

    await once(socket, 'close');
  });

  it('leaves a client alone that did', async () => {
    const connection = await connectPlain(port());

    networkClock.advance(2 * amqpHandshakeTimeout);

    expect(sockets.map(({ destroyed }) => destroyed)).toEqual([false]);
    await closePlain(connection);
  });

  it('tells a client that is one too many, and keeps the others', async () => {
    server = new AmqpServer(context as AmqpContext, networkClock, 1);
    const first = await connectPlain(port());
    const second = await RawClient.connect(port());
    second.send(0, 'open', [amqp.text('second')]);

    expect(errorIn((await second.next('close')).fields[0])?.[0]).toBe('amqp:resource-limit-exceeded');
    await second.close();
    expect(first.is_open()).toBe(true);
    await closePlain(first);
  });

  it('cuts off a client that does not close its side of a connection that was closed', async () => {
    const connection = await connectPlain(port());
    const { socket } = connection as unknown as { readonly socket: Socket };
    // As one that never answers: rhea would end its side at once.
    socket.removeAllListeners('end').allowHalfOpen = true;
    socket.end = () => socket;
    const finished = once(sockets[0] as Socket, 'finish');
    connection.close();
    await finished;
    const cutOff = once(sockets[0] as Socket, 'close');

    networkClock.advance(halfClosedTimeout);

    await cutOff;
    socket.destroy();
  });

  it('tells its clients when it ends', async () => {
    const connection = await connectPlain(port());
    const told = once(connection, 'connection_error');

    await server.close();

    const [{ connection: closed }] = (await told) as [{ connection: { error: unknown } }];
    expect(closed.error).toMatchObject({ condition: 'amqp:connection:forced' });
  });
});
