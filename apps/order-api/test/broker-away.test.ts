import type { Broker, FaultDefinition } from '@ams/local-broker';
import { connect } from '@ams/messaging-runtime';
import { startBench, takeOrders, takeSession, untilActive, type Bench, type BenchOptions } from './support.js';

let bench: Bench | undefined;

const start = async (options?: BenchOptions): Promise<Bench> => (bench = await startBench(options));

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

/** Ids of so many orders of a customer, as they are in the queue. */
async function takeCustomer(broker: Broker, customer: string, count: number): Promise<readonly unknown[]> {
  const client = connect(broker.connectionString());
  const messages = await takeSession(client, customer, count);
  await client.close();
  return messages.map(({ messageId }) => messageId);
}

const idOf = ({ body }: { readonly body: unknown }) => (body as { order_id: string }).order_id;

describe('with an outbox', () => {
  test("orders are accepted while the broker is away, and published when it is back, a customer's in sequence", async () => {
    const { post, get, stopBroker, startBroker, broker } = await start();
    await stopBroker();
    const ids: string[] = [];
    for (let amount = 1; amount <= 20; amount += 1) {
      const answer = await post({ amount, customer_id: 'C-7' });
      expect(answer.status).toBe(202);
      ids.push(idOf(answer));
    }
    const { status } = await post({ order_id: "nobody's", amount: 1 });
    expect(status).toBe(202);
    expect((await get(`/orders/${ids[0]}`)).body).toMatchObject({ status: 'accepted' });
    await startBroker();
    expect(await takeCustomer(broker(), 'C-7', 20)).toEqual(ids);
    expect(await takeOrders(broker(), 1)).toMatchObject([{ messageId: "nobody's" }]);
  }, 60_000);

  test.each<FaultDefinition>([
    { kind: 'refuse', on: 'accept', condition: 'com.microsoft:timeout', count: 4 },
    { kind: 'refuse', on: 'send', condition: 'com.microsoft:server-busy', count: 4 },
    { kind: 'fail-store', on: 'send', count: 4 },
    { kind: 'throttle', on: 'send', count: 4 },
    { kind: 'detach-link', on: 'send' },
    { kind: 'drop-connection', on: 'accept' },
  ])(
    "every order arrives, a customer's in sequence, amid faults such as $kind on $on",
    async (fault) => {
      const { post, broker, counts } = await start();
      await post({ order_id: 'first', amount: 1 });
      await post({ order_id: "C-7's first", amount: 1, customer_id: 'C-7' });
      await untilActive(broker, 'orders', 1);
      await untilActive(broker, 'customer-orders', 1);
      for (const entity of ['orders', 'customer-orders']) broker().faults.add({ entity, ...fault });
      const amounts = Array.from({ length: 20 }, (_, amount) => amount);
      const answers = await Promise.all(amounts.map((amount) => post({ amount })));
      const ofCustomer = await Promise.all(amounts.map((amount) => post({ amount, customer_id: 'C-7' })));
      while (counts.published < 42) await new Promise((resolve) => setTimeout(resolve, 10));
      const messages = await takeOrders(broker(), broker().counts('orders').active);
      const ids = messages.map(({ messageId }) => String(messageId));
      expect(ids.toSorted()).toEqual(['first', ...answers.map(idOf)].sort());
      const sequence = await takeCustomer(broker(), 'C-7', broker().counts('customer-orders').active);
      // This queue does not look for duplicates: what it has, and was said not to have, comes again.
      expect([...new Set(sequence)]).toEqual(["C-7's first", ...ofCustomer.map(idOf)]);
    },
    60_000,
  );

  test('it is ready while the broker is away, and says so, though no order has met that', async () => {
    const { get, post, stopBroker, broker } = await start();
    await post({ amount: 1 });
    await untilActive(broker, 'orders', 1);
    await stopBroker();
    const areReached = async (): Promise<readonly boolean[]> => {
      const { checks } = (await get('/health/ready')).body as { checks: { name: string; ok: boolean }[] };
      return checks.filter(({ name }) => name.startsWith('queue')).map(({ ok }) => ok);
    };
    while ((await areReached()).includes(true)) await new Promise((resolve) => setTimeout(resolve, 20));
    const { status, body } = await get('/health/ready');
    expect({ status, body }).toMatchObject({
      status: 200,
      body: {
        status: 'ready',
        checks: [
          { name: 'outbox', ok: true, required: true },
          { name: 'queue orders', ok: false, required: false },
          { name: 'queue customer-orders', ok: false, required: false },
        ],
      },
    });
  }, 60_000);

  test('it finds out by itself that a queue can be reached again', async () => {
    const { get, queues, stopBroker, startBroker } = await start();
    const isReached = async (): Promise<boolean> => {
      const { checks } = (await get('/health/ready')).body as { checks: { name: string; ok: boolean }[] };
      return checks.find(({ name }) => name === 'queue customer-orders')?.ok === true;
    };
    await stopBroker();
    await queues.sessions.probe();
    expect(await isReached()).toBe(false);
    await startBroker();
    while (!(await isReached())) await new Promise((resolve) => setTimeout(resolve, 20));
  }, 60_000);

  test('orders that do not fit any more are put off, with the time after which to come again', async () => {
    const { post, stopBroker, startBroker, broker, counts } = await start({ limit: 3 });
    await stopBroker();
    for (let amount = 1; amount <= 3; amount += 1) expect((await post({ amount })).status).toBe(202);
    const { status, headers, body } = await post({ amount: 4 });
    expect({ status, retryAfter: headers['retry-after'], body }).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: {
        type: 'urn:order-api:problem:unavailable',
        detail: 'Try again later: 3 orders wait for the broker already.',
      },
    });
    expect(counts.unavailable).toBe(1);
    await startBroker();
    await untilActive(broker, 'orders', 3);
    while ((await post({ order_id: 'last', amount: 4 })).status !== 202)
      await new Promise((resolve) => setTimeout(resolve, 20));
    await untilActive(broker, 'orders', 4);
  }, 60_000);
});

describe('without an outbox', () => {
  test('an order is with the broker before it is accepted, and no record is kept', async () => {
    const { post, get, broker } = await start({ outbox: false });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, amount) => post({ amount })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(broker().counts('orders').active).toBe(50);
    expect(answers[0]).toMatchObject({ body: { status: 'published' } });
    expect(answers[0]?.headers['location']).toBeUndefined();
    expect((await get(`/orders/${answers.map(idOf)[0]}`)).status).toBe(404);
  });

  test('it is not ready while the broker is away, though no order has met that', async () => {
    const { get, post, stopBroker } = await start({ outbox: false });
    expect((await post({ amount: 1 })).status).toBe(202);
    expect((await get('/health/ready')).status).toBe(200);
    await stopBroker();
    while ((await get('/health/ready')).status !== 503) await new Promise((resolve) => setTimeout(resolve, 20));
  }, 60_000);

  test('nothing is accepted while the broker is away, and orders are again when it is back', async () => {
    const { post, get, stopBroker, startBroker, broker } = await start({ outbox: false });
    expect((await get('/health/ready')).status).toBe(200);
    await stopBroker();
    const { status, headers, body } = await post({ amount: 1 });
    expect({ status, retryAfter: headers['retry-after'], body }).toMatchObject({
      status: 503,
      retryAfter: '5',
      body: { detail: 'Try again later: the broker cannot be reached.' },
    });
    expect((await get('/health/ready')).status).toBe(503);
    await startBroker();
    while ((await get('/health/ready')).status !== 200) await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await post({ amount: 2 })).status).toBe(202);
    expect(broker().counts('orders').active).toBe(1);
  }, 60_000);
});

test('orders are put off while the event loop is late', async () => {
  const { post, get } = await start({ maxEventLoopDelay: 1 });
  const busy = setInterval(() => {
    const until = performance.now() + 40;
    while (performance.now() < until);
  }, 0);
  let answer = await post({ amount: 1 });
  while (answer.status !== 503) answer = await post({ amount: 1 });
  clearInterval(busy);
  expect(answer).toMatchObject({
    headers: { 'retry-after': '2' },
    body: { type: 'urn:order-api:problem:unavailable' },
  });
  expect((await get('/health/live')).status).toBe(200);
}, 30_000);
