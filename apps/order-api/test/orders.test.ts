import { orderSchema } from '@ams/messages';
import { connect } from '@ams/messaging-runtime';
import { startBench, takeOrders, takeSession, untilActive, type Bench, type BenchOptions } from './support.js';

let bench: Bench | undefined;

const start = async (options?: BenchOptions): Promise<Bench> => (bench = await startBench(options));

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

describe('an order', () => {
  test('is answered with its id, and is in the queue under it', async () => {
    const { post, get, broker } = await start();
    const { status, headers, body } = await post({ amount: 19.9, channel: 'web' });
    const { order_id: id } = body as { order_id: string };
    expect({ status, body, location: headers['location'] }).toEqual({
      status: 202,
      body: { order_id: id, status: 'accepted' },
      location: `/orders/${id}`,
    });
    const [message] = await takeOrders(broker(), 1);
    expect(message).toMatchObject({
      messageId: id,
      contentType: 'application/json',
      applicationProperties: { type: 'order' },
      body: { order_id: id, amount: 19.9, channel: 'web' },
    });
    expect(orderSchema.safeParse(message?.body).success).toBe(true);
    expect((await get(`/orders/${id}`)).body).toMatchObject({ order_id: id, status: 'published' });
  });

  test('may have an id of any characters, by which it is found', async () => {
    const { post, get } = await start();
    const id = 'Ä/1 ?#%🪑'.padEnd(128, 'ß');
    const { headers } = await post({ order_id: id, amount: 1 });
    expect(await get(String(headers['location']))).toMatchObject({ status: 200, body: { order_id: id } });
  });

  test.each([undefined, '1', 'A-1'])('is not found if it was never accepted (%s)', async (id) => {
    const { get } = await start();
    expect(await get(`/orders/${id}`)).toMatchObject({
      status: 404,
      body: { type: 'urn:order-api:problem:order-unknown' },
    });
  });

  test('of a customer goes to the queue of sessions, in sequence with others of the same customer', async () => {
    const { post, broker } = await start();
    const amounts = Array.from({ length: 30 }, (_, index) => index + 1);
    for (const amount of amounts) await post({ amount, customer_id: amount % 2 === 0 ? 'even' : 'odd' });
    const client = connect(broker().connectionString());
    const even = await takeSession(client, 'even', 15);
    const odd = await takeSession(client, 'odd', 15);
    await client.close();
    const amountOf = ({ body }: { readonly body: unknown }) => orderSchema.parse(body).amount;
    expect(even.map(amountOf)).toEqual(amounts.filter((amount) => amount % 2 === 0));
    expect(odd.map(amountOf)).toEqual(amounts.filter((amount) => amount % 2 === 1));
  });

  test('of a customer goes to the queue of all orders if sessions are not wanted', async () => {
    const { post, broker } = await start({ bySession: false });
    await post({ amount: 1, customer_id: 'C-7' });
    const [message] = await takeOrders(broker(), 1);
    expect(message).toMatchObject({ body: { customer_id: 'C-7' } });
    expect(message?.sessionId).toBeUndefined();
  });
});

describe.each([true, false])('the same request (outbox: %s)', (outbox) => {
  test.each([
    ['a key', { amount: 1 }, { 'idempotency-key': '"k 1"' }],
    ['an id', { order_id: 'A-1', amount: 1 }, {}],
    ['both', { order_id: 'A-1', amount: 1 }, { 'idempotency-key': 'k1' }],
  ])('with %s gets the same id, however often it comes, and is published once', async (_, body, headers) => {
    const { post, broker } = await start({ outbox });
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, headers)));
    answers.push(await post(body, headers));
    const ids = new Set(answers.map((answer) => (answer.body as { order_id: string }).order_id));
    expect({ statuses: new Set(answers.map(({ status }) => status)), ids: ids.size }).toEqual({
      statuses: new Set([202]),
      ids: 1,
    });
    await post({ order_id: 'last', amount: 1 });
    await untilActive(broker, 'orders', 2);
    const [first, last] = await takeOrders(broker(), 2);
    expect([first?.messageId, last?.messageId].sort()).toEqual([...ids, 'last'].sort());
  });
});

describe('another request', () => {
  test('with an id that was used is a conflict', async () => {
    const { post } = await start();
    await post({ order_id: 'A-1', amount: 1 });
    const answer = await post({ order_id: 'A-1', amount: 2 });
    expect(answer).toMatchObject({ status: 409, body: { type: 'urn:order-api:problem:order-id-in-use' } });
  });

  test('with a key that was used is unprocessable', async () => {
    const { post } = await start();
    await post({ amount: 1 }, { 'idempotency-key': 'k1' });
    const answer = await post({ amount: 2 }, { 'idempotency-key': 'k1' });
    expect(answer).toMatchObject({ status: 422, body: { type: 'urn:order-api:problem:idempotency-key-in-use' } });
  });

  test('that names the id it was given asks for the same', async () => {
    const { post } = await start();
    const { body } = await post({ amount: 1 });
    expect(await post({ amount: 1, ...pickId(body) })).toMatchObject({ status: 202, body: pickId(body) });
  });

  const pickId = (body: unknown) => ({ order_id: (body as { order_id: string }).order_id });
});
