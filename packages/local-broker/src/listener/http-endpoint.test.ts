import { once } from 'node:events';
import { createServer as createHttpServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';

import type { HttpApplication } from '../http/index.js';
import { silentLog } from '../log.js';
import { HttpEndpoint } from './http-endpoint.js';

const listening: Server[] = [];

afterEach(async () => {
  for (const server of listening.splice(0)) await new Promise((closed) => server.close(closed));
});

/** An application that answers each request with its path. */
function application(): HttpApplication {
  const server = createHttpServer((request, response) => response.setHeader('connection', 'close').end(request.url));
  return { server, close: async () => server.closeAllConnections() };
}

function endpointOf(start: () => Promise<HttpApplication>): HttpEndpoint {
  return new HttpEndpoint({ start, webSocket: (stream) => stream.destroy(), log: silentLog });
}

/** Hands every connection to the endpoint. @returns what is asked for by path. */
async function portOf(endpoint: HttpEndpoint): Promise<(path: string) => Promise<IncomingMessage>> {
  const server = createServer((socket) => void endpoint.accept(socket)).listen(0, '127.0.0.1');
  listening.push(server);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return (path) => new Promise((answer, fail) => get({ port, path, agent: false }, answer).on('error', fail));
}

describe('the HTTP endpoint', () => {
  it('starts the application when the first client comes, and for none before', async () => {
    const start = jest.fn(async () => application());
    const request = await portOf(endpointOf(start));
    expect(start).not.toHaveBeenCalled();

    expect(await text(await request('/first'))).toBe('/first');
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('starts it once, however many come at once, and keeps all of them', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const start = jest.fn(async () => finished.then(application));
    const request = await portOf(endpointOf(start));

    const answers = Promise.all(['/1', '/2', '/3'].map(request));
    finish();

    expect(await Promise.all((await answers).map((answer) => text(answer)))).toEqual(['/1', '/2', '/3']);
    expect(start).toHaveBeenCalledTimes(1);
  });

  it('tells the client when the application cannot be started, and tries again for the next', async () => {
    const start = jest
      .fn<Promise<HttpApplication>, []>()
      .mockRejectedValueOnce(new Error('a file is missing'))
      .mockImplementation(async () => application());
    const request = await portOf(endpointOf(start));

    const refused = await request('/first');
    expect(refused.statusCode).toBe(503);
    expect(await text(refused)).toBe('The broker cannot serve HTTP: a file is missing');

    expect(await text(await request('/second'))).toBe('/second');
  });

  it('starts nothing any more when it was closed', async () => {
    const start = jest.fn(async () => application());
    const endpoint = endpointOf(start);
    const request = await portOf(endpoint);

    await endpoint.close();

    expect((await request('/late')).statusCode).toBe(503);
    expect(start).not.toHaveBeenCalled();
  });
});
