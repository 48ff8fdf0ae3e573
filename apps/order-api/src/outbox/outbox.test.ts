import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { newOrder, type NewOrderOptions } from '../orders/new-order.js';
import type { OrderRequest } from '../orders/order-request.js';
import { chunkLimits } from '../publishing/order-queue.js';
import { openOutbox } from './open-outbox.js';
import { Outbox } from './outbox.js';

let folder: string;
let file: string;
let outbox: Outbox;
let time = 0;

const open = (limit = 1_000) => new Outbox(openOutbox(file), { limit, memory: 60_000, now: () => time });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'outbox-test-'));
  file = join(folder, 'data', 'outbox.db');
  time = Date.parse('2026-11-05T08:00:00Z');
  outbox = open();
});

afterEach(() => {
  outbox.close();
  rmSync(folder, { recursive: true, force: true });
});

const orderOf = (request: OrderRequest, options: Partial<NewOrderOptions> = {}) =>
  newOrder(request, { bySession: true, now: time, ...options });
const place = (request: OrderRequest, idempotencyKey?: string) => outbox.place(orderOf(request, { idempotencyKey }));
const trace = {
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'vendor=1',
};
const next = () => outbox.next('orders', chunkLimits.orders);
const nextIds = () => next().map(({ orderId }) => orderId);

describe('an order', () => {
  test('waits in the sequence of acceptance, each route for itself', async () => {
    await Promise.all([
      place({ order_id: 'A', amount: 1 }),
      place({ order_id: 'B', amount: 1, customer_id: 'C-7' }),
      place({ order_id: 'C', amount: 1 }),
    ]);
    await place({ order_id: 'D', amount: 1 });
    expect(nextIds()).toEqual(['A', 'C', 'D']);
    expect(outbox.next('sessions', chunkLimits.sessions)).toMatchObject([{ orderId: 'B', sessionId: 'C-7' }]);
    expect(outbox.waiting).toBe(4);
  });

  test('is given out with others up to so many and so many bytes, but never with none', async () => {
    for (const order_id of ['A', 'B', 'C']) await place({ order_id, amount: 1, note: 'x'.repeat(100) });
    const count = (orders: number, bytes: number) => outbox.next('orders', { orders, bytes }).length;
    expect([count(2, 10_000), count(10, 350), count(10, 10)]).toEqual([2, 2, 1]);
  });

  test('does not wait once it is settled, and is known all the same', async () => {
    for (const order_id of ['A', 'B']) await place({ order_id, amount: 1 });
    time += 1_000;
    const [a, b] = next();
    if (a === undefined || b === undefined) throw new Error('two orders expected');
    await outbox.settle({ published: [a], refused: [{ order: b, problem: 'too large' }] });
    expect({ ids: nextIds(), waiting: outbox.waiting }).toEqual({ ids: [], waiting: 0 });
    expect(outbox.find('A')).toMatchObject({ status: 'published', acceptedAt: time - 1_000, settledAt: time });
    expect(outbox.find('B')).toMatchObject({ status: 'refused', refusal: 'too large' });
    expect(outbox.find('C')).toBeUndefined();
  });

  test('counts once as settled, however often that is said', async () => {
    await place({ order_id: 'A', amount: 1 });
    await place({ order_id: 'B', amount: 1 });
    const [first] = next();
    const published = first === undefined ? [] : [first];
    await outbox.settle({ published, refused: [] });
    await outbox.settle({ published, refused: [] });
    expect(outbox.waiting).toBe(1);
  });

  test('is there when the file is opened again', async () => {
    await place({ order_id: 'A', amount: 1 });
    outbox.close();
    outbox = open();
    expect({ ids: nextIds(), waiting: outbox.waiting }).toEqual({ ids: ['A'], waiting: 1 });
  });

  test('keeps the trace of its request while it waits', async () => {
    await outbox.place(orderOf({ order_id: 'A', amount: 1 }, { trace }));
    outbox.close();
    outbox = open();
    expect(next()).toMatchObject([{ orderId: 'A', trace }]);
  });

  test('counts with its trace for what is given out together', async () => {
    for (const order_id of ['A', 'B']) await outbox.place(orderOf({ order_id, amount: 1 }, { trace }));
    const count = (bytes: number) => outbox.next('orders', { orders: 10, bytes }).length;
    const [first] = next();
    expect([count(2 * Buffer.byteLength(first?.body ?? '') + 200), count(1_000)]).toEqual([1, 2]);
  });

  test('is forgotten a while after it was settled, and never before', async () => {
    for (const order_id of ['A', 'B', 'C']) await place({ order_id, amount: 1 });
    const [a, b] = next();
    await outbox.settle({ published: a === undefined ? [] : [a], refused: [] });
    time += 30_000;
    await outbox.settle({ published: b === undefined ? [] : [b], refused: [] });
    time += 30_001;
    await outbox.prune();
    expect(['A', 'B', 'C'].map((id) => outbox.find(id)?.status)).toEqual([undefined, 'published', 'accepted']);
  });
});

describe('a request that comes again', () => {
  test('with its id is known, even in the same turn', async () => {
    const placements = await Promise.all([place({ order_id: 'A', amount: 1 }), place({ order_id: 'A', amount: 1 })]);
    expect(placements).toEqual([{ kind: 'placed' }, { kind: 'known', orderId: 'A', status: 'accepted' }]);
    expect(outbox.waiting).toBe(1);
  });

  test('with its key is known, and so is what the key was used for with an id', async () => {
    await place({ amount: 1 }, 'k1');
    expect(await place({ amount: 1 }, 'k1')).toMatchObject({ kind: 'known' });
    await place({ order_id: 'A', amount: 1 }, 'k2');
    expect(await place({ amount: 1 }, 'k2')).toMatchObject({ kind: 'known', orderId: 'A' });
    expect(outbox.waiting).toBe(2);
  });

  test.each<[string, OrderRequest, string | undefined, string]>([
    ['its id with other contents', { order_id: 'A', amount: 2 }, undefined, 'order id'],
    ['its id and key with other contents', { order_id: 'A', amount: 2 }, 'k1', 'order id'],
    ['its key with other contents', { amount: 2 }, 'k1', 'idempotency key'],
    ['its key with another id', { order_id: 'B', amount: 1 }, 'k1', 'idempotency key'],
  ])('is another one if it has %s', async (_, request, key, over) => {
    await place({ order_id: 'A', amount: 1 }, 'k1');
    expect({ placement: await place(request, key), waiting: outbox.waiting }).toEqual({
      placement: { kind: 'conflict', over },
      waiting: 1,
    });
  });
});

describe('an outbox', () => {
  test('that is full takes nothing new, knows what it has, and takes more when there is room', async () => {
    outbox.close();
    outbox = open(2);
    for (const order_id of ['A', 'B']) await place({ order_id, amount: 1 });
    expect(await place({ order_id: 'C', amount: 1 })).toEqual({ kind: 'full' });
    expect(await place({ order_id: 'B', amount: 1 })).toMatchObject({ kind: 'known' });
    await outbox.settle({ published: next().slice(0, 1), refused: [] });
    expect(await place({ order_id: 'C', amount: 1 })).toEqual({ kind: 'placed' });
  });

  test('whose disk is full promises nothing, loses nothing, and goes on when there is room again', async () => {
    outbox.close();
    const database = openOutbox(file);
    outbox = new Outbox(database, { limit: 1_000, memory: 60_000, now: () => time });
    await place({ order_id: 'A', amount: 1 });
    const pages = Number(database.pragma('page_count', { simple: true }));
    database.pragma(`max_page_count = ${pages + 1}`);
    const large = { amount: 1, note: 'x'.repeat(50_000) };
    const results = await Promise.allSettled([place({ order_id: 'B', ...large }), place({ order_id: 'C', ...large })]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(outbox.failure?.message).toMatch(/full/);
    expect({ ids: nextIds(), waiting: outbox.waiting }).toEqual({ ids: ['A'], waiting: 1 });
    database.pragma('max_page_count = 1000000');
    await outbox.probe();
    expect(outbox.failure).toBeUndefined();
    expect(await place({ order_id: 'B', ...large })).toEqual({ kind: 'placed' });
  });

  test('of the first format is brought to this one with what waits in it', async () => {
    await place({ order_id: 'A', amount: 1 });
    outbox.close();
    const database = new Database(file);
    database.exec('ALTER TABLE outbox_order DROP COLUMN traceparent; ALTER TABLE outbox_order DROP COLUMN tracestate');
    database.pragma('user_version = 1');
    database.close();
    outbox = open();
    await outbox.place(orderOf({ order_id: 'B', amount: 1 }, { trace }));
    expect(next()).toMatchObject([
      { orderId: 'A', trace: undefined },
      { orderId: 'B', trace },
    ]);
  });

  test("is nobody else's to read", async () => {
    await place({ order_id: 'A', amount: 1 });
    const rights = [file, `${file}-wal`].map((each) => statSync(each).mode & 0o777);
    expect(rights).toEqual([0o600, 0o600]);
  });

  test('belongs to one process at a time', () => {
    expect(() => open()).toThrow(/belongs to another order-api that is running/);
  });

  test('of a newer version is left alone', () => {
    outbox.close();
    const database = new Database(file);
    database.pragma('user_version = 99');
    database.close();
    expect(() => open()).toThrow(/has format 99/);
    rmSync(file);
    outbox = open();
  });

  test('cannot be a file of something else', () => {
    const letter = join(folder, 'letter.txt');
    writeFileSync(letter, 'Dear aunt, '.repeat(500));
    expect(() => openOutbox(letter)).toThrow(/damaged/);
    expect(() => openOutbox(join(letter, 'outbox.db'))).toThrow(/cannot be used: .*--outbox-file/);
  });
});
