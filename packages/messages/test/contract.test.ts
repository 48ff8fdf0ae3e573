import { customerOrderContract, eventContract, insightContract, orderContract } from '../src/index.js';

const order = { order_id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: 19.9 };

test('an order is known by its business key and marked as an order', () => {
  expect(orderContract).toMatchObject({ contentType: 'application/json', applicationProperties: { type: 'order' } });
  expect(orderContract.messageId(order)).toBe('A-1');
});

test("a customer's order belongs to the customer's session", () => {
  expect(customerOrderContract.sessionId?.({ ...order, customer_id: 'C-7' })).toBe('C-7');
});

test('an order whose sequence counts says whose it is', () => {
  expect(orderContract.problemOf(order)).toBeUndefined();
  expect(customerOrderContract.problemOf(order)).toBe('customer_id is missing and must be text of 1 to 128 characters');
});

test('an event has its type as subject', () => {
  expect(eventContract.subject?.({ event_id: 'E-1', type: 'user.signup', ts: order.ts })).toBe('user.signup');
});

test('an insight has its type as subject', () => {
  const insight = { event_id: 'I-1', type: 'purchase.totals', ts: order.ts, purchases: 2, amount: 3 } as const;
  expect(insightContract.subject?.(insight)).toBe('purchase.totals');
});

test('a problem names field, value and rule', () => {
  expect(orderContract.problemOf({ ...order, amount: 'much' })).toBe(
    'amount is "much" and must be a number of at least 0',
  );
});
