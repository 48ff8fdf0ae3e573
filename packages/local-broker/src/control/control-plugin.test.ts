import { createHmac } from 'node:crypto';

import { defineQueue, defineTopology } from '@ams/service-bus-model';
import fastify, { type FastifyInstance, type InjectOptions } from 'fastify';

import { AccessControl } from '../access/access-control.js';
import { AdjustableClock } from '../engine/adjustable-clock.js';
import { type Clock, ManualClock, systemClock } from '../engine/clock.js';
import { Faults } from '../faults/faults.js';
import { controlPlugin } from './control-plugin.js';

const start = Date.UTC(2026, 0, 1);
const key = 'a secret';
const accessControl = new AccessControl(
  defineTopology({
    namespace: { name: 'local-bus', authorizationRules: [{ name: 'reader', rights: ['Listen'] }] },
    queues: [defineQueue({ name: 'orders' })],
  }),
  () => ({ primaryKey: key, secondaryKey: 'another' }),
);

let app: FastifyInstance | undefined;
let resets = 0;

async function request(options: InjectOptions, clock: Clock = new ManualClock(start)) {
  app ??= await anApp(clock);
  return app.inject({ headers: { host: 'localhost:5672' }, ...options });
}

async function anApp(clock: Clock): Promise<FastifyInstance> {
  const made = fastify();
  const orders = { address: 'orders', path: 'orders', loseMessageLocks: () => 0, loseSessionLocks: () => 0 };
  const faults = new Faults(clock, () => [orders]);
  await made.register(
    controlPlugin(
      { clock, faults, reset: async () => void (resets += 1) },
      { accessControl, entraTokens: undefined, tokenClock: new ManualClock(start) },
    ),
  );
  return made;
}

afterEach(async () => {
  await app?.close();
  app = undefined;
  resets = 0;
});

function tokenOf(rule: string, resource = 'http://localhost:5672/'): string {
  const sr = encodeURIComponent(resource);
  const expiry = start / 1000 + 60;
  const signature = createHmac('sha256', key).update(`${sr}\n${expiry}`).digest('base64');
  return `SharedAccessSignature sr=${sr}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=${rule}`;
}

describe('the clock over HTTP', () => {
  const url = '/$local/clock';

  it('tells the time of the broker', async () => {
    const response = await request({ url });
    expect(response.json()).toEqual({ now: '2026-01-01T00:00:00.000Z', movable: true });
  });

  it.each([
    [{ advance: 'PT1M30S' }, '2026-01-01T00:01:30.000Z'],
    [{ set: '2026-01-02T00:00:00Z' }, '2026-01-02T00:00:00.000Z'],
    [{ set: '2026-01-01T02:00:00+01:00' }, '2026-01-01T01:00:00.000Z'],
  ])('is moved by %p', async (payload, now) => {
    const response = await request({ method: 'POST', url, payload });
    expect(response.json()).toEqual({ now, movable: true });
  });

  it.each([
    [{ advance: '30 seconds' }, 400, /PT45S/],
    [{ advance: 30 }, 400, /Send \{"advance": "PT30S"\}/],
    [{ advance: 'PT30S', set: '2026-01-02T00:00:00Z' }, 400, /Send/],
    [{}, 400, /Send/],
    [{ set: '2025-12-31T00:00:00Z' }, 409, /does not go back/],
  ])('is not moved by %p', async (payload, status, error) => {
    const response = await request({ method: 'POST', url, payload });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({ error: expect.stringMatching(error) });
    expect((await request({ url })).json()).toMatchObject({ now: '2026-01-01T00:00:00.000Z' });
  });

  it("cannot be moved when it is the machine's", async () => {
    const response = await request({ method: 'POST', url, payload: { advance: 'PT30S' } }, systemClock);
    expect(response.statusCode).toBe(409);
    expect(response.json()).toEqual({ error: expect.stringContaining('--clock adjustable') });
  });

  it('is moved while it runs', async () => {
    const response = await request(
      { method: 'POST', url, payload: { advance: 'PT1H' } },
      new AdjustableClock(new ManualClock(start)),
    );
    expect(response.json()).toEqual({ now: '2026-01-01T01:00:00.000Z', movable: true });
  });
});

describe('faults over HTTP', () => {
  const url = '/$local/faults';

  it('are added, listed and taken away', async () => {
    const added = await request({ method: 'POST', url, payload: { kind: 'throttle', entity: 'orders', count: 3 } });
    expect(added.statusCode).toBe(201);
    const fault = { id: 1, kind: 'throttle', entity: 'orders', count: 3, hits: 0, remaining: 3 };
    expect(added.json()).toEqual(fault);
    expect((await request({ url })).json()).toEqual([fault]);
    expect((await request({ method: 'DELETE', url: `${url}/1` })).statusCode).toBe(204);
    expect((await request({ method: 'DELETE', url: `${url}/1` })).statusCode).toBe(404);
    await request({ method: 'POST', url, payload: { kind: 'throttle' } });
    expect((await request({ method: 'DELETE', url })).statusCode).toBe(204);
    expect((await request({ url })).json()).toEqual([]);
  });

  it.each([
    [{ kind: 'explode' }, "This is no fault: kind is 'explode'"],
    [{ kind: 'throttle', entity: 'ordres' }, "no such entity. Name 'orders'"],
  ])('are refused when they are none: %p', async (payload, error) => {
    const response = await request({ method: 'POST', url, payload });
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({ error: expect.stringContaining(error) });
  });
});

describe('reset over HTTP', () => {
  it('needs no body', async () => {
    const headers = { host: 'localhost', 'content-type': 'application/json' };
    const response = await request({ method: 'POST', url: '/$local/reset', headers });
    expect(response.statusCode).toBe(204);
    expect(resets).toBe(1);
  });
});

describe('a path without a route', () => {
  it.each<[NonNullable<InjectOptions['method']>, string]>([
    ['GET', '/$local'],
    ['GET', '/$local/'],
    ['GET', '/$local/clok'],
    ['GET', '/$local/reset'],
    ['PUT', '/$local/clock'],
  ])('%s %s is answered with what there is', async (method, url) => {
    const response = await request({ method, url, headers: { host: 'localhost', 'content-type': 'application/json' } });
    expect(response.statusCode).toBe(404);
    expect(response.json()).toEqual({ error: expect.stringContaining(`There is no ${method} ${url}. Send GET`) });
  });
});

describe('who may control the broker', () => {
  const json = 'application/json';
  const reset = (headers: Record<string, string>, remoteAddress = '127.0.0.1') =>
    request({ method: 'POST', url: '/$local/reset', headers, remoteAddress });

  it.each<[string, Record<string, string>, string]>([
    ['a program on this machine', { host: 'localhost:5672', 'content-type': json }, '127.0.0.1'],
    ['one that uses an address', { host: '127.0.0.1:5672', 'content-type': `${json}; charset=utf-8` }, '127.0.0.1'],
    ['one that uses IPv6', { host: '[::1]:5672', 'content-type': json }, '::1'],
    ['one on a socket for both', { host: 'localhost', 'content-type': json }, '::ffff:127.0.0.1'],
    [
      'the bearer of a token',
      { host: 'bus.example.com', authorization: tokenOf('RootManageSharedAccessKey') },
      '10.0.0.1',
    ],
  ])('%s may', async (_, headers, address) => {
    expect((await reset(headers, address)).statusCode).toBe(204);
    expect(resets).toBe(1);
  });

  it.each<[string, Record<string, string>, string, number, RegExp]>([
    ['another machine', { host: 'localhost', 'content-type': json }, '10.0.0.1', 401, /another machine/],
    ['a name made to point here', { host: 'evil.example', 'content-type': json }, '127.0.0.1', 401, /another name/],
    [
      'a form of a web page',
      { host: 'localhost', 'content-type': 'text/plain' },
      '127.0.0.1',
      401,
      /application\/json/,
    ],
    ['a request without a type', { host: 'localhost' }, '127.0.0.1', 401, /application\/json/],
    ['a token without Manage', { host: 'localhost', authorization: tokenOf('reader') }, '127.0.0.1', 403, /Manage/],
    [
      'a token for one entity',
      { host: 'localhost', authorization: tokenOf('RootManageSharedAccessKey', 'http://localhost/orders') },
      '127.0.0.1',
      401,
      /InvalidAudience/,
    ],
    ['a made-up token', { host: 'localhost', authorization: 'SharedAccessSignature x' }, '127.0.0.1', 401, /Malformed/],
  ])('%s may not', async (_, headers, address, status, error) => {
    const response = await reset(headers, address);
    expect(response.statusCode).toBe(status);
    expect(response.json()).toEqual({ error: expect.stringMatching(error) });
    expect(resets).toBe(0);
  });
});
