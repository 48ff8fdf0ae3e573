import { startTestSystem, type TestSystem } from '@ams/messaging-runtime/testing';
import { newOrder } from '../orders/new-order.js';
import type { OrderRequest } from '../orders/order-request.js';
import { OrderQueue } from './order-queue.js';

let system: TestSystem;
let queue: OrderQueue | undefined;

beforeEach(async () => {
  system = await startTestSystem();
});

afterEach(async () => {
  await queue?.close();
  await system.close();
});

const open = (entity: string, name = 'producer'): OrderQueue =>
  (queue = new OrderQueue({
    entity,
    access: { connectionString: system.broker.connectionString({ entityPath: entity, name }) },
  }));
const orderOf = (request: OrderRequest) => newOrder(request, { bySession: true, now: 0 });
const idsOf = (orders: readonly { readonly orderId: string }[]) => orders.map(({ orderId }) => orderId);

test('what is too large is refused, and the others arrive', async () => {
  const orders = [
    orderOf({ order_id: 'A', amount: 1 }),
    orderOf({ order_id: 'B', amount: 1, note: 'x'.repeat(300 * 1024) }),
    orderOf({ order_id: 'C', amount: 1 }),
  ];
  const { published, refused, failure } = await open('orders').deliver(orders);
  expect({ published: idsOf(published), refused: idsOf(refused.map(({ order }) => order)), failure }).toEqual({
    published: ['A', 'C'],
    refused: ['B'],
    failure: undefined,
  });
  expect(system.broker.counts('orders').active).toBe(2);
});

test('orders of many customers go to their sessions', async () => {
  const orders = Array.from({ length: 60 }, (_, amount) => orderOf({ amount, customer_id: `C-${amount % 20}` }));
  const { published } = await open('customer-orders').deliver(orders);
  expect(published).toHaveLength(60);
  expect(system.broker.counts('customer-orders').active).toBe(60);
});

test('a key that may not send is a failure that names the cure, and the queue counts as out of reach', async () => {
  const refusing = open('orders', 'consumer');
  expect(refusing.reachable).toBeUndefined();
  const { published, failure } = await refusing.deliver([orderOf({ amount: 1 })]);
  expect(published).toEqual([]);
  expect(failure?.message).toMatch(/^Cannot send to orders: .*valid key/);
  expect({ reachable: refusing.reachable, problem: refusing.problem }).toEqual({
    reachable: false,
    problem: expect.stringMatching(/^Cannot send to orders/),
  });
});

test('a queue is known to be in reach without an order', async () => {
  const reached = open('orders');
  await reached.probe();
  expect(reached.reachable).toBe(true);
});
