import fc from 'fast-check';
import { canonicalJson, isDeeperThan } from './canonical-json.js';
import { newOrder } from './new-order.js';

const now = Date.parse('2026-11-05T08:15:30Z');

describe('an order that is asked for', () => {
  test('gets the id and the time that are left out', () => {
    const { orderId, body } = newOrder({ amount: 19.9 }, { bySession: true, now });
    expect(JSON.parse(body)).toEqual({ order_id: orderId, ts: '2026-11-05T08:15:30.000Z', amount: 19.9 });
    expect(orderId).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test('keeps those that it has, and what else it has', () => {
    const request = { order_id: 'A-1', ts: '2026-01-01T00:00:00Z', amount: 1, items: [{ sku: 'chair' }] };
    const { orderId, body } = newOrder(request, { bySession: true, now });
    expect({ orderId, body: JSON.parse(body) as unknown }).toEqual({ orderId: 'A-1', body: request });
  });

  test.each([
    [{ amount: 1, customer_id: 'C-7' }, true, { route: 'sessions', sessionId: 'C-7' }],
    [{ amount: 1, customer_id: 'C-7' }, false, { route: 'orders', sessionId: undefined }],
    [{ amount: 1 }, true, { route: 'orders', sessionId: undefined }],
  ])(
    '%j goes to the queue of sessions if it has a customer, and sessions (%s) are wanted',
    (request, bySession, road) => {
      expect(newOrder(request, { bySession, now })).toMatchObject(road);
    },
  );

  test('has the same id for the same key, a UUID, and another for another', () => {
    const idOf = (idempotencyKey: string) => newOrder({ amount: 1 }, { bySession: true, now, idempotencyKey }).orderId;
    expect(idOf('k1')).toBe(idOf('k1'));
    expect(idOf('k1')).not.toBe(idOf('k2'));
    expect(idOf('k1')).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test('has a fingerprint of what is asked for: not of the id, nor of what the service adds', () => {
    const printOf = (request: Parameters<typeof newOrder>[0], at = now) =>
      newOrder(request, { bySession: true, now: at }).fingerprint.toString('hex');
    expect(printOf({ amount: 1, note: 'x' })).toBe(printOf({ note: 'x', amount: 1 }, now + 1_000));
    expect(printOf({ amount: 1 })).toBe(printOf({ amount: 1, order_id: 'A-1' }));
    expect(printOf({ amount: 1 })).not.toBe(printOf({ amount: 2 }));
    expect(printOf({ amount: 1 })).not.toBe(printOf({ amount: 1, ts: '2026-01-01T00:00:00Z' }));
  });
});

describe('canonical JSON', () => {
  test('is JSON of the same value, and the same in whatever order the properties are', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  function reversed(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, member]) => [key, reversed(member)]),
    );
  }
});

describe('depth', () => {
  test('counts arrays and objects within one another', () => {
    const nested = (levels: number): unknown => (levels === 0 ? 1 : [nested(levels - 1)]);
    expect([isDeeperThan(3, nested(3)), isDeeperThan(3, nested(4))]).toEqual([false, true]);
    expect([isDeeperThan(0, 'text'), isDeeperThan(0, { a: 1 })]).toEqual([false, true]);
  });

  test('is found of a value that overflows the stack', () => {
    const value: unknown = JSON.parse('['.repeat(30_000) + ']'.repeat(30_000));
    expect(isDeeperThan(32, value)).toBe(true);
  });
});
