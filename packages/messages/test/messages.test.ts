import { describeProblems, orderSchema, readEvent, readOrder } from '../src/index.js';

const order = { order_id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: 19.9 };
const signup = { event_id: 'E-1', type: 'user.signup', ts: '2026-11-05T08:15:30.123Z' };
const purchase = { event_id: 'E-2', type: 'purchase', ts: '2026-11-05T08:15:30Z', order_id: 'A-1', amount: 19.9 };
const earlierOrder = { id: 'A-1', ts: '2026-11-05T08:15:30Z', amount: '19.90' };
const earlierPurchase = { id: 'E-2', type: 'PurchaseMade', ts: '2026-11-05T08:15:30Z', amount: '19.90' };

describe('orders', () => {
  test('reads an order', () => {
    expect(readOrder(order)).toEqual({ ok: true, message: order, upgraded: false });
  });

  test('lets further properties through and ignores them', () => {
    expect(readOrder({ ...order, channel: 'web' })).toMatchObject({ ok: true });
  });

  test.each([
    ['an amount that is text', { ...order, amount: '19.90' }, 'amount is "19.90" and must be a number of at least 0'],
    ['a negative amount', { ...order, amount: -1 }, 'amount is -1 and must be a number of at least 0'],
    ['an empty id', { ...order, order_id: '' }, 'order_id is "" and must be text of 1 to 128 characters'],
    ['an id beyond 128 characters', { ...order, order_id: 'x'.repeat(129) }, 'must be text of 1 to 128 characters'],
    ['a missing time', { order_id: 'A-1', amount: 1 }, 'ts is missing and must be a date and time in UTC'],
    ['a time without zone', { ...order, ts: '2026-11-05T08:15:30' }, 'must be a date and time in UTC'],
    ['a day that does not exist', { ...order, ts: '2026-02-30T08:15:30Z' }, 'must be a date and time in UTC'],
    ['text', 'hello', 'body is "hello" and must be a JSON object'],
    ['null', null, 'body is null and must be a JSON object'],
  ])('refuses %s, naming field, value and rule', (_, body, description) => {
    expect(readOrder(body)).toMatchObject({
      ok: false,
      reason: 'InvalidBody',
      description: expect.stringContaining(description),
    });
  });

  test('refuses a sound order of the earlier format, naming the cure', () => {
    expect(readOrder(earlierOrder)).toMatchObject({
      ok: false,
      reason: 'EarlierFormat',
      description: expect.stringContaining('--accept-earlier-format'),
    });
  });

  test('upgrades the earlier format when told to accept it', () => {
    expect(readOrder(earlierOrder, { acceptEarlierFormat: true })).toEqual({
      ok: true,
      message: order,
      upgraded: true,
    });
  });

  test('refuses a broken order of the earlier format even when told to accept it', () => {
    expect(readOrder({ ...earlierOrder, amount: 'a lot' }, { acceptEarlierFormat: true })).toMatchObject({
      ok: false,
      reason: 'InvalidBody',
    });
  });
});

describe('events', () => {
  test.each([signup, purchase])('reads $type', (event) => {
    expect(readEvent(event)).toEqual({ ok: true, message: event, upgraded: false });
  });

  test('refuses an unknown type, naming those that exist', () => {
    expect(readEvent({ ...signup, type: 'user.left' })).toMatchObject({
      ok: false,
      description: 'type is "user.left" and must be one of user.signup, purchase',
    });
  });

  test('refuses a body that is no object', () => {
    expect(readEvent(7)).toMatchObject({ ok: false, description: 'body is 7 and must be a JSON object' });
  });

  test('upgrades a purchase of the earlier format, its amount included', () => {
    expect(readEvent(earlierPurchase, { acceptEarlierFormat: true })).toMatchObject({
      ok: true,
      message: { event_id: 'E-2', type: 'purchase', amount: 19.9 },
    });
  });

  test('upgrades a sign-up of the earlier format', () => {
    const earlier = { id: 'E-1', type: 'UserSignedUp', ts: signup.ts, user_id: 'U-1' };
    expect(readEvent(earlier, { acceptEarlierFormat: true })).toEqual({
      ok: true,
      message: { ...signup, ts: signup.ts, user_id: 'U-1' },
      upgraded: true,
    });
  });
});

describe('descriptions', () => {
  test('name every problem on one line', () => {
    const body = { amount: '19.90', order_id: 'line\nbreak', ts: 'now' };
    const parsed = orderSchema.safeParse(body);
    const description = parsed.success ? '' : describeProblems(parsed.error, body);
    expect(description).toMatch(/^ts is "now" and [^\n]+; amount is "19.90" and [^\n]+$/);
  });

  test('are bounded, however large the value', () => {
    const body = { order_id: 'A', ts: 'x'.repeat(100_000), amount: 'x'.repeat(100_000) };
    const parsed = orderSchema.safeParse(body);
    const description = parsed.success ? '' : describeProblems(parsed.error, body);
    expect(description.length).toBeGreaterThan(100);
    expect(description.length).toBeLessThanOrEqual(1_000);
  });
});
