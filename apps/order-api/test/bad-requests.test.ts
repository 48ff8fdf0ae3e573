import { connect } from 'node:net';
import { orderSchema } from '@ams/messages';
import fc from 'fast-check';
import { startBench, type Bench } from './support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench({ limit: 1_000_000 });
});

afterAll(() => bench.close());

const problem = (kind: string, status: number) => ({
  status,
  headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  body: { type: `urn:order-api:problem:${kind}`, status, title: expect.any(String), detail: expect.any(String) },
});

describe('an order that is wrong', () => {
  test('is refused with what is wrong, field by field', async () => {
    const answer = await bench.post({ order_id: '', amount: '19.90', ts: 'yesterday', customer_id: 7 });
    expect(answer).toMatchObject(problem('invalid-order', 400));
    expect((answer.body as { errors: unknown }).errors).toEqual(
      expect.arrayContaining([
        { pointer: '#/order_id', detail: 'is "" and must be text of 1 to 128 characters' },
        { pointer: '#/amount', detail: 'is "19.90" and must be a number of at least 0' },
        { pointer: '#/ts', detail: 'is "yesterday" and must be a date and time in UTC, as in 2026-11-05T08:15:30Z' },
        { pointer: '#/customer_id', detail: 'is 7 and must be text of 1 to 128 characters' },
      ]),
    );
  });

  test.each([
    ['nothing', '{}', '#/amount'],
    ['a list', '[]', '#'],
    ['null', 'null', '#'],
    ['text', '"order"', '#'],
    ['an infinite amount', '{"amount":1e999}', '#/amount'],
    ['half a character in its id', '{"amount":1,"order_id":"\\ud800"}', '#/order_id'],
    ['half a character in its customer', '{"amount":1,"customer_id":"a\\udfff"}', '#/customer_id'],
    ['an id of 129 characters', JSON.stringify({ amount: 1, order_id: 'x'.repeat(129) }), '#/order_id'],
    ['a depth that overflows stacks', `{"amount":1,"x":${'['.repeat(20_000)}${']'.repeat(20_000)}}`, '#'],
  ])('is %s', async (_, body, pointer) => {
    const answer = await bench.post(body);
    expect(answer).toMatchObject(problem('invalid-order', 400));
    expect(answer.body).toMatchObject({ errors: [{ pointer }] });
  });

  test.each([
    ['not JSON', '{"amount":'],
    ['empty', ''],
    ['JSON that would change prototypes', '{"amount":1,"__proto__":{"admin":true}}'],
  ])('cannot be read if it is %s', async (_, body) => {
    expect(await bench.post(body)).toMatchObject(problem('malformed-request', 400));
  });

  test('is one that is larger than 64 KiB', async () => {
    const answer = await bench.post({ amount: 1, note: 'x'.repeat(65_536) });
    expect(answer).toMatchObject(problem('body-too-large', 413));
    expect(answer.body).toMatchObject({ detail: 'A body has at most 65,536 bytes.' });
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])('is one of %s', async (type) => {
    const answer = await bench.post('{"amount":1}', { 'content-type': type });
    expect(answer).toMatchObject(problem('unsupported-media-type', 415));
    expect(answer.headers['accept-post']).toBe('application/json');
  });

  test.each(['', 'ä', 'x'.repeat(129), '"open', 'two words'])('has a key such as %j', async (key) => {
    const answer = await bench.post({ amount: 1 }, { 'idempotency-key': key });
    expect(answer).toMatchObject(problem('invalid-header', 400));
    expect(answer.body).toMatchObject({ errors: [{ header: 'idempotency-key' }] });
  });

  test('never fails the service nor is accepted, whatever it is', async () => {
    const anything = fc.oneof(
      fc.jsonValue({ maxDepth: 4 }),
      fc.record(
        { order_id: fc.jsonValue(), ts: fc.jsonValue(), amount: fc.jsonValue(), customer_id: fc.jsonValue() },
        { requiredKeys: [] },
      ),
      fc.record(
        {
          order_id: fc.string({ unit: 'binary', maxLength: 140 }),
          amount: fc.double(),
          customer_id: fc.string({ unit: 'binary', maxLength: 140 }),
        },
        { requiredKeys: ['amount'] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(anything, async (body) => {
        const { status } = await bench.post(body);
        const order = { order_id: 'A', ts: '2026-01-01T00:00:00Z', ...(JSON.parse(JSON.stringify(body)) as object) };
        const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
        const isOrder = isObject && orderSchema.safeParse(order).success;
        // An id that two of the bodies have is a conflict, which only sound orders come to.
        expect({ body, isTaken: status === 202 || status === 409, isOther: status !== 400 }).toEqual({
          body,
          isTaken: isOrder,
          isOther: isOrder,
        });
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});

describe('a request that does not fit', () => {
  test('is told which methods its path takes', async () => {
    const answer = await bench.inject({
      method: 'PUT',
      url: '/orders',
      payload: 'x',
      headers: { 'content-type': 'text/plain' },
    });
    expect(answer).toMatchObject({ ...problem('method-not-allowed', 405), headers: { allow: 'POST' } });
    expect(await bench.inject({ method: 'DELETE', url: '/orders/A-1' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    });
  });

  test.each(['/', '/order', '/orders/a/b', '/orders/'])('has nothing at %s', async (url) => {
    expect((await bench.get(url)).status).toBe(404);
  });

  test('has a path that cannot be decoded', async () => {
    expect(await bench.get('/orders/%zz')).toMatchObject(problem('malformed-request', 400));
  });

  test('is no HTTP', async () => {
    await bench.api.listen({ host: '127.0.0.1', port: 0 });
    const address = bench.api.server.address();
    const socket = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
    socket.end('hello\r\n\r\n');
    let text = '';
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(text).toMatch(/urn:order-api:problem:malformed-request/);
  });

  test('is named in its answer as in the log', async () => {
    const { headers } = await bench.post({ amount: 1 }, { 'x-request-id': 'abc-1' });
    expect(headers['x-request-id']).toBe('abc-1');
    const other = await bench.post({ amount: 1 }, { 'x-request-id': 'a b\u00e4' });
    expect(other.headers['x-request-id']).toMatch(/^[\da-f-]{36}$/);
  });
});
