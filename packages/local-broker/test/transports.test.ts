import { fork } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { connect, type Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import tls from 'node:tls';
import { fileURLToPath } from 'node:url';

import { defineQueue } from '@ams/service-bus-model';
import { ServiceBusClient } from '@azure/service-bus';
import WebSocket from 'ws';

import { failAtOnce, type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { receiveExactly } from './helpers/receiving.js';
import { temporaryDirectories } from './support/directory.js';

const directory = temporaryDirectories();
const topology = topologyOf({ queues: [defineQueue({ name: 'orders' })] });
const amqpHeader = Buffer.from('AMQP\x03\x01\x00\x00', 'latin1');

let namespace: LocalNamespace;
let ca: string;
const clients: ServiceBusClient[] = [];

beforeEach(async () => {
  namespace = await startNamespace(topology);
  ca = await namespace.broker.certificateAuthority();
});

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
  await namespace.close();
});

function connectOverWebSocket(connectionString = namespace.broker.connectionString()): ServiceBusClient {
  const client = new ServiceBusClient(connectionString, {
    ...failAtOnce,
    webSocketOptions: { webSocket: WebSocket, webSocketConstructorOptions: { ca } },
  });
  clients.push(client);
  return client;
}

async function overTcp(): Promise<Socket> {
  const socket = connect(namespace.broker.port, '127.0.0.1');
  await once(socket, 'connect');
  return socket;
}

async function overTls(): Promise<Socket> {
  const socket = tls.connect({ port: namespace.broker.port, host: 'localhost', ca });
  await once(socket, 'secureConnect');
  return socket;
}

const transports = [
  ['TCP', overTcp],
  ['TLS', overTls],
] as const;

/** All that the broker says until it ends the connection. */
async function answerOf(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'end');
  return Buffer.concat(chunks);
}

describe('a client of Service Bus', () => {
  it('uses TLS when it trusts the authority that the broker names', async () => {
    const secured = await startNamespace(topology, { dataDirectory: directory() });
    try {
      const connectionString = secured.broker.connectionString(undefined, 'primary', 'tls');
      expect(await roundTrip(connectionString, secured.broker.certificateAuthorityFile)).toEqual({
        received: 'through TLS',
      });
    } finally {
      await secured.close();
    }
  }, 30_000);

  it('refuses TLS when it does not', async () => {
    const connectionString = namespace.broker.connectionString(undefined, 'primary', 'tls');
    expect(await roundTrip(connectionString, undefined)).toEqual({
      error: expect.stringMatching(/certificate/),
    });
  }, 30_000);

  it('uses a WebSocket on the same port', async () => {
    const client = connectOverWebSocket();
    await client.createSender('orders').sendMessages({ body: 'through a WebSocket' });
    const receiver = client.createReceiver('orders');
    const [message] = await receiveExactly(receiver, 1);

    expect(message?.body).toBe('through a WebSocket');
    if (message) await receiver.completeMessage(message);
    expect(namespace.broker.counts('orders').active).toBe(0);
  });

  it('gets many large messages through a WebSocket, each of them whole', async () => {
    const client = connectOverWebSocket();
    const sender = client.createSender('orders');
    const bodies = Array.from({ length: 60 }, (_, index) => `${index}:`.padEnd(200_000, String(index % 10)));
    await Promise.all(bodies.map((body) => sender.sendMessages({ body })));

    const received = await receiveExactly(client.createReceiver('orders', { receiveMode: 'receiveAndDelete' }), 60);

    expect(received.map(({ body }) => body as string).sort()).toEqual([...bodies].sort());
  }, 60_000);

  it('meets the others in the same namespace, whatever it uses', async () => {
    await namespace.client.createSender('orders').sendMessages({ body: 'plain' });
    const [message] = await receiveExactly(connectOverWebSocket().createReceiver('orders'), 1);
    expect(message?.body).toBe('plain');
  });
});

async function roundTrip(connectionString: string, authority: string | undefined): Promise<unknown> {
  const program = fileURLToPath(new URL('helpers/round-trip-process.ts', import.meta.url));
  const child = fork(program, [connectionString, 'orders'], {
    execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
    env: { ...process.env, ...(authority === undefined ? {} : { NODE_EXTRA_CA_CERTS: authority }) },
  });
  const [report] = (await once(child, 'message')) as [unknown];
  child.disconnect();
  await once(child, 'exit');
  return report;
}

describe.each(transports)('a port, over %s', (_, open) => {
  it('greets a client whose first bytes come one at a time', async () => {
    const socket = await open();
    for (const byte of amqpHeader) {
      socket.write(Buffer.from([byte]));
      await new Promise((resolve) => setImmediate(resolve));
    }

    const [answer] = (await once(socket, 'data')) as [Buffer];

    expect(answer.subarray(0, 8)).toEqual(amqpHeader);
    socket.destroy();
  });

  it.each([
    ['AMQP that asks for TLS', Buffer.from('AMQP\x02\x01\x00\x00', 'latin1')],
    ['another version of AMQP', Buffer.from('AMQP\x00\x00\x09\x01', 'latin1')],
    ['a protocol it does not know', Buffer.from('SSH-2.0-client\r\n')],
  ])('answers %s with the AMQP it speaks, and ends', async (_protocol, bytes) => {
    const socket = await open();
    socket.write(bytes);
    expect(await answerOf(socket)).toEqual(amqpHeader);
  });

  it('serves HTTP', async () => {
    const socket = await open();
    socket.write('GET /no-such-entity HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
    expect((await answerOf(socket)).toString()).toMatch(/^HTTP\/1\.1 40[14] /);
  });

  it('goes on serving others after a client that broke off', async () => {
    const rude = await open();
    rude.write('AMQ');
    rude.destroy();

    const polite = await open();
    polite.write(amqpHeader);
    const [answer] = (await once(polite, 'data')) as [Buffer];
    expect(answer.subarray(0, 8)).toEqual(amqpHeader);
    polite.destroy();
  });
});

describe('TLS', () => {
  it('is not begun a second time inside TLS', async () => {
    const socket = await overTls();
    socket.write(Buffer.from([0x16, 0x03, 0x01, 0x00, 0x05]));
    expect(await answerOf(socket)).toEqual(amqpHeader);
  });

  it('older than 1.2 is refused', async () => {
    const socket = tls.connect({
      port: namespace.broker.port,
      host: 'localhost',
      ca,
      minVersion: 'TLSv1',
      maxVersion: 'TLSv1.1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    const [error] = (await once(socket, 'error')) as [Error];
    expect(error.message).toMatch(/version|alert|reset|disconnected/i);
  });

  it('is for the names that were asked for, too', async () => {
    const named = await startNamespace(topology, { tlsNames: ['*.servicebus.windows.net'] });
    const socket = tls.connect({
      port: named.broker.port,
      host: '127.0.0.1',
      servername: 'local-bus.servicebus.windows.net',
      ca: await named.broker.certificateAuthority(),
    });
    await once(socket, 'secureConnect');
    expect(socket.authorized).toBe(true);
    socket.destroy();
    await named.close();
  });
});

describe('a WebSocket', () => {
  const protocol = 'AMQPWSB10';

  function open(path: string, protocols: string | string[] = protocol): WebSocket {
    return new WebSocket(`wss://localhost:${namespace.broker.port}${path}`, protocols, { ca });
  }

  it.each(['/$servicebus/websocket', '/$servicebus/websocket/', '/%24servicebus/websocket?sb=1'])(
    'is found at %s',
    async (path) => {
      const webSocket = open(path);
      await once(webSocket, 'open');
      expect(webSocket.protocol).toBe(protocol);
      webSocket.send(amqpHeader);
      const [answer] = (await once(webSocket, 'message')) as [Buffer];
      expect(answer.subarray(0, 8)).toEqual(amqpHeader);
      webSocket.terminate();
    },
  );

  it('needs no TLS', async () => {
    const webSocket = new WebSocket(`ws://localhost:${namespace.broker.port}/$servicebus/websocket`, protocol);
    await once(webSocket, 'open');
    webSocket.terminate();
  });

  it.each([
    ['elsewhere', '/orders', protocol, 404, 'AMQP is at'],
    ['for another sub-protocol', '/$servicebus/websocket', 'mqtt', 400, "speaks 'AMQPWSB10'; the client offers mqtt"],
  ])('is refused %s, with the reason', async (_, path, offered, status, reason) => {
    const webSocket = open(path, offered);
    // Unheard, it would be thrown at the test.
    webSocket.on('error', () => undefined);
    const [, response] = (await once(webSocket, 'unexpected-response')) as [unknown, http.IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    expect(response.statusCode).toBe(status);
    expect(body).toContain(reason);
  });

  it('takes binary messages only', async () => {
    const webSocket = open('/$servicebus/websocket');
    await once(webSocket, 'open');
    webSocket.send('AMQP in text');
    const [code] = (await once(webSocket, 'close')) as [number];
    expect(code).toBe(1003);
  });

  it('that carries no AMQP is answered with the header of AMQP, and closed', async () => {
    const webSocket = open('/$servicebus/websocket');
    await once(webSocket, 'open');
    webSocket.send(Buffer.from('something else'));
    const [answer] = (await once(webSocket, 'message')) as [Buffer];
    expect(answer).toEqual(amqpHeader);
    await once(webSocket, 'close');
  });
});

describe('a broker', () => {
  it('serves the same on each of its ports', async () => {
    const broker = await startNamespace(topology, { port: [0, 0] });
    try {
      const { ports, port } = broker.broker;
      expect(ports).toHaveLength(2);
      expect(port).toBe(ports[0]);
      const second = broker.broker.connectionString().replace(`:${port}`, `:${ports[1]}`);
      await broker.client.createSender('orders').sendMessages({ body: 'by the first' });
      const [message] = await receiveExactly(broker.connect(second).createReceiver('orders'), 1);
      expect(message?.body).toBe('by the first');
    } finally {
      await broker.close();
    }
  });

  // A machine may be without IPv6.
  const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(({ address }) => address === '::1'),
  );

  (hasIpv6 ? it : it.skip)('names an address of IPv6 so that clients find it', async () => {
    const other = await startNamespace(topology, { host: '::1' });
    try {
      expect(other.broker.connectionString()).toContain(`sb://[::1]:${other.broker.port}/`);
      await other.client.createSender('orders').sendMessages({ body: 1 });
      expect(other.broker.counts('orders').active).toBe(1);
    } finally {
      await other.close();
    }
  });

  it('leaves no port open when it cannot have them all', async () => {
    const taken = namespace.broker.port;
    await expect(startNamespace(topology, { port: [0, taken] })).rejects.toThrow(`Port ${taken} of 127.0.0.1 is taken`);
  });

  it('needs a port', async () => {
    await expect(startNamespace(topology, { port: [] })).rejects.toThrow('has no port to listen on');
  });

  it('ends though clients of every kind are connected', async () => {
    const idle = [await overTcp(), await overTls()];
    const webSocket = new WebSocket(`wss://localhost:${namespace.broker.port}/$servicebus/websocket`, 'AMQPWSB10', {
      ca,
    });
    await once(webSocket, 'open');
    const agent = new https.Agent({ keepAlive: true, ca });
    await new Promise((resolve) => {
      https.get({ port: namespace.broker.port, host: 'localhost', agent }, (response) => {
        response.resume().on('end', resolve);
      });
    });
    const ended = Promise.all([...idle, webSocket].map((each) => once(each as NodeJS.EventEmitter, 'close')));
    for (const socket of idle) socket.on('error', () => undefined).resume();

    await namespace.broker.close();

    await ended;
    agent.destroy();
  });
});
