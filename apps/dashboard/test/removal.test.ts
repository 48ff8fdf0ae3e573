import type { MessagePage } from '../src/api/index.js';
import { type Bench, ended, startBench } from './support.js';

let bench: Bench;

beforeEach(async () => {
  bench = await startBench();
});

afterEach(() => bench.close());

const fill = async (entity: string, count: number, more: object = {}) => {
  const sender = bench.client.createSender(entity);
  await sender.sendMessages(
    Array.from({ length: count }, (_, index) => ({ body: { index }, messageId: `m-${index}`, ...more })),
  );
  await sender.close();
};

const rows = async (query: string) =>
  ((await bench.get(`/api/messages?limit=250&${query}`)).body as MessagePage).messages;

const run = async (request: object) => ended(bench, await bench.post('/api/jobs', request));

describe('deleting messages', () => {
  it('deletes those that are picked, and leaves the delivery count of the others as it was', async () => {
    await fill('orders', 50);
    const job = await run({
      kind: 'delete',
      entity: 'orders',
      selection: { sequenceNumbers: ['10', '30', '31'] },
      confirm: 'orders',
    });
    expect(job).toMatchObject({ state: 'done', total: 3, done: 3, counts: { deleted: 3 }, stayed: [] });
    const left = await rows('entity=orders');
    expect(left).toHaveLength(47);
    expect(left.map(({ sequenceNumber }) => sequenceNumber)).not.toContain('30');
    const receiver = bench.client.createReceiver('orders');
    const received = await receiver.receiveMessages(47);
    expect(received.map(({ deliveryCount }) => deliveryCount)).toEqual(Array(47).fill(0));
    await receiver.close();
  });

  it('deletes those that match a filter, also far behind what one receiver can hold', async () => {
    await fill('orders', 2_200);
    const job = await run({
      kind: 'delete',
      entity: 'orders',
      selection: { body: ['$.index>=2190'] },
      confirm: 'orders',
    });
    expect(job).toMatchObject({ state: 'done', counts: { deleted: 10 } });
    expect(await rows('entity=orders&from=2180')).toHaveLength(11);
  });

  it('deletes scheduled and deferred messages', async () => {
    await fill('orders', 3);
    const sender = bench.client.createSender('orders');
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 3_600_000));
    const receiver = bench.client.createReceiver('orders');
    const [first] = await receiver.receiveMessages(1);
    if (first === undefined) throw new Error('no message came');
    await receiver.deferMessage(first);
    await Promise.all([sender.close(), receiver.close()]);
    const job = await run({ kind: 'delete', entity: 'orders', selection: {}, confirm: 'orders' });
    expect(job).toMatchObject({ state: 'done', total: 4, counts: { deleted: 4 } });
    expect(await rows('entity=orders')).toEqual([]);
  });

  it('deletes from the middle of a session', async () => {
    await fill('customer-orders', 5, { sessionId: 'a' });
    await fill('customer-orders', 5, { sessionId: 'b' });
    const job = await run({
      kind: 'delete',
      entity: 'customer-orders',
      selection: { system: ['sessionId=b'], body: ['$.index=2'] },
      confirm: 'customer-orders',
    });
    expect(job).toMatchObject({ state: 'done', counts: { deleted: 1 } });
    const left = await rows('entity=customer-orders');
    expect(left.map(({ sessionId }) => sessionId)).toEqual([...Array(5).fill('a'), ...Array(4).fill('b')]);
    expect(left.map(({ deliveryCount }) => deliveryCount)).toEqual(Array(9).fill(0));
  });

  it('says which stay because somebody else holds them', async () => {
    await fill('orders', 2);
    const receiver = bench.client.createReceiver('orders');
    await receiver.receiveMessages(1);
    const job = await run({
      kind: 'delete',
      entity: 'orders',
      selection: { sequenceNumbers: ['1'] },
      confirm: 'orders',
    });
    expect(job).toMatchObject({ counts: { failed: 1 }, stayed: [{ sequenceNumber: '1' }] });
    await receiver.close();
  });

  it('says which stay because somebody holds their session', async () => {
    await fill('customer-orders', 1, { sessionId: 'a' });
    const session = await bench.client.acceptSession('customer-orders', 'a');
    const job = await run({ kind: 'delete', entity: 'customer-orders', selection: {}, confirm: 'customer-orders' });
    expect(job).toMatchObject({ counts: { failed: 1 }, stayed: [{ problem: expect.stringContaining('session a') }] });
    await session.close();
  });
});

describe('purging', () => {
  it('deletes everything that waits, and leaves what is scheduled', async () => {
    await fill('orders', 1_500);
    const sender = bench.client.createSender('orders');
    await sender.scheduleMessages({ body: 'later' }, new Date(Date.now() + 3_600_000));
    await sender.close();
    expect(await run({ kind: 'purge', entity: 'orders', confirm: 'orders' })).toMatchObject({
      state: 'done',
      title: 'Purge orders',
      total: 1_500,
      done: 1_500,
    });
    expect((await rows('entity=orders')).map(({ state }) => state)).toEqual(['scheduled']);
  });

  it('empties all sessions', async () => {
    for (const sessionId of ['a', 'b', 'c']) await fill('customer-orders', 20, { sessionId });
    const job = await run({ kind: 'purge', entity: 'customer-orders', confirm: 'customer-orders' });
    expect(job).toMatchObject({ state: 'done', counts: { deleted: 60 } });
    expect(await rows('entity=customer-orders')).toEqual([]);
  });

  it('empties the dead letters of a subscription alone', async () => {
    await fill('events', 3);
    const receiver = bench.client.createReceiver('events', 'billing');
    for (const message of await receiver.receiveMessages(2)) await receiver.deadLetterMessage(message);
    await receiver.close();
    const entity = 'events/Subscriptions/billing';
    const job = await run({ kind: 'purge', entity, subQueue: 'deadLetter', confirm: entity });
    expect(job).toMatchObject({ state: 'done', title: `Purge dead letters of ${entity}`, counts: { deleted: 2 } });
    expect(await rows(`entity=${encodeURIComponent(entity)}`)).toHaveLength(1);
  });

  it.each(['', 'order', 'ORDERS', 'orders '])('does nothing when it is confirmed by "%s"', async (confirm) => {
    await fill('orders', 1);
    expect(await bench.post('/api/jobs', { kind: 'purge', entity: 'orders', confirm })).toMatchObject({
      status: 400,
      body: { title: 'The confirmation is missing' },
    });
    expect(await rows('entity=orders')).toHaveLength(1);
  });
});

describe('jobs', () => {
  it('work on an entity one at a time', async () => {
    await fill('orders', 3_000);
    const first = await bench.post('/api/jobs', { kind: 'purge', entity: 'orders', confirm: 'orders' });
    const second = await bench.post('/api/jobs', { kind: 'purge', entity: 'ORDERS', confirm: 'orders' });
    expect(second).toMatchObject({ status: 409, body: { detail: expect.stringContaining('"Purge orders" works on') } });
    await ended(bench, first);
    expect(await run({ kind: 'purge', entity: 'orders', confirm: 'orders' })).toMatchObject({ state: 'done' });
  });

  it('stop when they are told to, and what is not done stays', async () => {
    await fill('orders', 3_000);
    const started = await bench.post('/api/jobs', { kind: 'purge', entity: 'orders', confirm: 'orders' });
    const { id } = started.body as { readonly id: string };
    expect(await bench.post(`/api/jobs/${id}/stop`)).toMatchObject({ status: 200 });
    const { state, done } = await ended(bench, started);
    expect(state).toBe('stopped');
    expect(bench.broker.counts('orders').active).toBe(3_000 - done);
  });

  it('are listed with the newest first', async () => {
    await run({ kind: 'purge', entity: 'orders', confirm: 'orders' });
    await run({ kind: 'purge', entity: 'parked', confirm: 'parked' });
    expect((await bench.get('/api/jobs')).body).toMatchObject([{ entity: 'parked' }, { entity: 'orders' }]);
  });

  it('that nobody knows cannot be stopped', async () => {
    const url = '/api/jobs/01939a3c-0000-7000-8000-000000000000/stop';
    expect(await bench.post(url)).toMatchObject({ status: 404 });
  });
});
