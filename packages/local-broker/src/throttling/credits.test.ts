import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';

import { anEngine } from '../../test/support/engine.js';
import { ManualClock } from '../engine/clock.js';
import type { Sendable } from '../engine/entities.js';
import { Namespace } from '../engine/namespace.js';
import { Credits } from './credits.js';

const busy = expect.objectContaining({
  condition: 'com.microsoft:server-busy',
  message: expect.stringContaining('Error code : 50009'),
});

function credits(perSecond = 100) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  return { clock, credits: new Credits(perSecond, clock) };
}

const filter = { kind: 'sql', sqlExpression: 'amount > 100' } as const;
const namespace = new Namespace(
  {
    queues: [defineQueue({ name: 'orders' })],
    topics: [
      defineTopic({
        name: 'events',
        subscriptions: [
          defineSubscription({ name: 'all' }),
          defineSubscription({
            name: 'two',
            rules: [
              { name: 'a', filter },
              { name: 'b', filter },
            ],
          }),
        ],
      }),
    ],
  },
  anEngine().context,
  () => 1,
);

function entity(name: string): Sendable {
  const found = namespace.sendable({ entity: name, management: false });
  if (found === undefined) throw new Error(`There is no '${name}'.`);
  return found;
}

/** How often something can be done before the namespace is too busy. */
function timesUntilBusy(operation: () => void): number {
  for (let times = 0; times < 1000; times += 1) {
    try {
      operation();
    } catch (error) {
      expect(error).toEqual(busy);
      return times;
    }
  }
  return Infinity;
}

describe('Credits', () => {
  it.each<[string, (of: Credits) => void, number]>([
    ['one credit for a message', (of) => of.spendOnSending(entity('orders'), 1), 100],
    ['one for each message of a batch', (of) => of.spendOnSending(entity('orders'), 10), 10],
    ['one more for each filter of a topic', (of) => of.spendOnSending(entity('events'), 1), 25],
    ['one for a request about messages', (of) => of.spendOnRequest(), 100],
    ['ten for management', (of) => of.spendOnManagement(), 10],
  ])('take %s', (_, operation, expected) => {
    const { credits: of } = credits();
    expect(timesUntilBusy(() => operation(of))).toBe(expected);
  });

  it('come anew with the next second, and are not saved', () => {
    const { credits: of, clock } = credits();
    clock.advance(10_000);
    expect(timesUntilBusy(() => of.spendOnRequest())).toBe(100);
    clock.advance(999);
    expect(timesUntilBusy(() => of.spendOnRequest())).toBe(0);
    clock.advance(1);
    expect(timesUntilBusy(() => of.spendOnRequest())).toBe(100);
  });

  it('let a batch through that costs more than there are, and make the next seconds pay', () => {
    const { credits: of, clock } = credits();
    of.spendOnSending(entity('orders'), 250);
    clock.advance(1000);
    expect(timesUntilBusy(() => of.spendOnRequest())).toBe(0);
    clock.advance(1000);
    expect(timesUntilBusy(() => of.spendOnRequest())).toBe(50);
  });

  it('are spent on deliveries, none of which is refused', () => {
    const { credits: of } = credits();
    for (let delivery = 0; delivery < 150; delivery += 1) of.spendOnDelivery();
    expect(() => of.spendOnRequest()).toThrow(busy);
  });

  it('never run out where nothing is throttled', () => {
    const { credits: of } = credits(Infinity);
    expect(timesUntilBusy(() => of.spendOnManagement())).toBe(Infinity);
  });
});
