import { randomUUID } from 'node:crypto';
import { eventContract, orderContract, partitionKeyFor } from './index.js';

test('the same id leads to the same key, on every machine', () => {
  expect(['A-1', 'A-2', 'event-0017', ''].map(partitionKeyFor)).toEqual(['6', '19', '6', '5']);
});

test('ids spread over 32 keys, consecutive ones as well as random ones', () => {
  for (const idOf of [(index: number) => `order-${index}`, () => randomUUID()]) {
    const counts = new Map<string, number>();
    for (let index = 0; index < 32_000; index += 1) {
      const key = partitionKeyFor(idOf(index));
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(32);
    expect(Math.min(...counts.values())).toBeGreaterThan(700);
    expect(Math.max(...counts.values())).toBeLessThan(1_300);
  }
});

test('orders and events have the key of their id', () => {
  const order = { order_id: 'A-7', ts: '2026-11-05T08:15:30Z', amount: 1 };
  expect(orderContract.partitionKey?.(order)).toBe(partitionKeyFor('A-7'));
  const event = { event_id: 'E-7', type: 'user.signup', ts: '2026-11-05T08:15:30Z', user_id: 'u' } as const;
  expect(eventContract.partitionKey?.(event)).toBe(partitionKeyFor('E-7'));
});
