import { Counts } from '../counts.js';
import type { Delivery } from '../publishing/order-queue.js';
import type { WaitingOrder } from './outbox-rows.js';
import { Relay } from './relay.js';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** An outbox in memory, and a queue that answers as the test says. */
class Bench {
  waiting: WaitingOrder[] = [];
  readonly sent: (readonly string[])[] = [];
  readonly counts = new Counts();
  deliver = (orders: readonly WaitingOrder[]): Delivery<WaitingOrder> => ({ published: orders, refused: [] });
  /** Failures of the next attempts to write down what is settled. */
  unwritable = 0;

  readonly relay = new Relay({
    outbox: {
      next: (_, { orders }) => this.waiting.slice(0, orders),
      settle: async ({ published, refused }) => {
        if (this.unwritable > 0) {
          this.unwritable -= 1;
          throw new Error('database or disk is full');
        }
        const settled = new Set([...published, ...refused.map(({ order }) => order)]);
        this.waiting = this.waiting.filter((order) => !settled.has(order));
      },
    },
    route: 'orders',
    queue: {
      entity: 'orders',
      probe: async () => undefined,
      deliver: async <Order>(orders: readonly Order[]) => {
        const waiting = orders as unknown as readonly WaitingOrder[];
        this.sent.push(waiting.map(({ orderId }) => orderId));
        return this.deliver(waiting) as unknown as Delivery<Order>;
      },
    },
    counts: this.counts,
    log: silent,
  });

  add(...ids: readonly string[]): void {
    for (const orderId of ids) this.waiting.push({ orderId, body: '{}', sequence: this.waiting.length });
  }
}

let bench: Bench;

beforeEach(() => {
  bench = new Bench();
});

afterEach(() => bench.relay.abandon());

test('publishes what waits, and what comes while it is at it or idle, in sequence', async () => {
  bench.add('A', 'B');
  const allSent = new Promise<void>((resolve) => {
    bench.deliver = (orders) => {
      if (bench.sent.length === 1) bench.add('C');
      if (bench.sent.length === 2) setImmediate(resolve);
      return { published: orders, refused: [] };
    };
  });
  bench.relay.start();
  await allSent;
  bench.add('D');
  bench.relay.wake();
  await bench.relay.finish();
  expect({ sent: bench.sent.flat(), waiting: bench.waiting }).toEqual({ sent: ['A', 'B', 'C', 'D'], waiting: [] });
  expect(bench.counts.published).toBe(4);
});

test('tries again what did not arrive, and that alone', async () => {
  bench.add('A', 'B', 'C');
  const recovered = new Promise<void>((resolve) => {
    bench.deliver = (orders) => {
      if (bench.sent.length > 1) {
        setImmediate(resolve);
        return { published: orders, refused: [] };
      }
      return { published: orders.slice(0, 1), refused: [], failure: new Error('connection lost') };
    };
  });
  bench.relay.start();
  await recovered;
  await bench.relay.finish();
  expect(bench.sent).toEqual([
    ['A', 'B', 'C'],
    ['B', 'C'],
  ]);
});

test('does not publish again what could not be written down as published', async () => {
  bench.add('A');
  bench.unwritable = 1;
  bench.relay.start();
  while (bench.waiting.length > 0) await new Promise((resolve) => setImmediate(resolve));
  await bench.relay.finish();
  expect(bench.sent).toEqual([['A']]);
});

test('goes past an order that is refused for good', async () => {
  bench.add('A', 'B');
  bench.deliver = ([first, ...others]) => ({
    published: others,
    refused: first === undefined ? [] : [{ order: first, problem: 'too large' }],
  });
  bench.relay.start();
  await bench.relay.finish();
  expect({ waiting: bench.waiting, counts: bench.counts }).toMatchObject({
    waiting: [],
    counts: { published: 1, refused: 1 },
  });
});

test('finishes with orders left when they cannot be published', async () => {
  bench.add('A');
  bench.deliver = () => ({ published: [], refused: [], failure: new Error('nothing answers') });
  bench.relay.start();
  await bench.relay.finish();
  expect(bench.waiting).toHaveLength(1);
});
