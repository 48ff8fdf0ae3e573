import type { EntityDetail, EntitySummary } from '../src/api/index.js';
import { type Bench, startBench } from './support.js';

let bench: Bench;

beforeAll(async () => {
  bench = await startBench();
});

afterAll(() => bench.close());

const summaries = async () => (await bench.get('/api/entities')).body as readonly EntitySummary[];

const detail = async (entity: string) =>
  (await bench.get(`/api/entity?entity=${encodeURIComponent(entity)}`)).body as EntityDetail;

describe('what the dashboard tells of the namespace', () => {
  it('says what it is and what can be done with it', async () => {
    expect((await bench.get('/api/about')).body).toMatchObject({
      environment: 'local',
      namespace: 'messaging-test',
      sku: 'Standard',
      readOnly: false,
      parkingQueue: 'parked',
    });
  });

  it('lists queues, and topics before their subscriptions', async () => {
    expect((await summaries()).map(({ path }) => path)).toEqual([
      'customer-orders',
      'orders',
      'parked',
      'events',
      'events/Subscriptions/analytics',
      'events/Subscriptions/billing',
      'insights',
      'insights/Subscriptions/reports',
    ]);
  });

  it('counts messages by their state', async () => {
    const sender = bench.client.createSender('parked');
    await sender.sendMessages([{ body: 1 }, { body: 2 }]);
    await sender.scheduleMessages({ body: 3 }, new Date(Date.now() + 600_000));
    const receiver = bench.client.createReceiver('parked');
    const [first] = await receiver.receiveMessages(1);
    if (first === undefined) throw new Error('no message came');
    await receiver.deadLetterMessage(first);
    await Promise.all([sender.close(), receiver.close()]);
    const parked = (await summaries()).find(({ path }) => path === 'parked');
    expect(parked?.counts).toMatchObject({ active: 1, scheduled: 1, deadLetters: 1, transfers: 0 });
  });

  it('tells settings by the names of the administration client, with durations in ISO 8601', async () => {
    const { settings, requiresSession } = await detail('customer-orders');
    expect(requiresSession).toBe(true);
    expect(settings).toEqual(
      expect.arrayContaining([
        { name: 'lockDuration', value: 'PT1M' },
        { name: 'maxDeliveryCount', value: 10 },
        { name: 'userMetadata', value: null },
      ]),
    );
  });

  it('tells rules of subscriptions as text', async () => {
    expect((await detail('events/Subscriptions/billing')).rules).toEqual([
      { name: 'addressed', filter: "resubmit_to IS NULL OR resubmit_to = 'billing'", action: null },
    ]);
  });

  it('tells access rules by name and claims, without keys', async () => {
    expect((await detail('orders')).access).toContainEqual({ name: 'processor', claims: ['Listen', 'Send'] });
  });

  it('finds an entity in whatever case its name is written', async () => {
    expect(await detail('EVENTS/subscriptions/Billing')).toMatchObject({ path: 'events/Subscriptions/billing' });
  });

  it('names the entities that there are when asked for one that is not', async () => {
    const { status, body } = await bench.get('/api/entity?entity=nothing');
    expect(status).toBe(404);
    expect(body).toMatchObject({ detail: expect.stringContaining('has no "nothing". It has customer-orders, orders') });
  });

  it("says in the monitor's words why it tells nothing of an entity", async () => {
    expect(await bench.get('/api/monitor/history?entity=nothing')).toMatchObject({
      status: 404,
      body: { detail: "The messaging entity 'nothing' could not be found." },
    });
  });

  it('says what a query lacks', async () => {
    expect(await bench.get('/api/entity')).toMatchObject({
      status: 400,
      body: { title: 'The request is not as it must be', detail: expect.stringContaining('entity is missing') },
    });
  });
});

describe('what the dashboard tells while the namespace is away', () => {
  it('still says what it is, and that the namespace does not answer', async () => {
    const away = await startBench({ access: { connectionString: unreachable } });
    try {
      expect(await away.get('/api/about')).toMatchObject({
        status: 200,
        body: { namespace: 'messaging-test', sku: null },
      });
      expect(await away.get('/api/entities')).toMatchObject({ status: 503 });
    } finally {
      await away.close();
    }
  });
});

const unreachable =
  'Endpoint=sb://localhost:1;SharedAccessKeyName=Root;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true;';
