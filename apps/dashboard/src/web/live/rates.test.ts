import type { Figures, Totals } from '@ams/monitor-api';

import { Rates } from './rates.js';

const none: Totals = {
  incoming: 0,
  outgoing: 0,
  completed: 0,
  abandoned: 0,
  deferred: 0,
  deadLettered: 0,
  expired: 0,
  incomingBytes: 0,
  outgoingBytes: 0,
  requests: 0,
  throttled: 0,
  userErrors: 0,
  serverErrors: 0,
};

type Sent = Readonly<Record<string, number>>;

function figures(at: number, incoming: Sent, startedAt = 0): Pick<Figures, 'at' | 'startedAt' | 'entities'> {
  const gauges = {
    active: 0,
    scheduled: 0,
    deferred: 0,
    deadLettered: 0,
    transferDeadLettered: 0,
    locked: 0,
    size: 0,
    receivers: 0,
    senders: 0,
  };
  const entities = Object.entries(incoming).map(([path, count]) => ({
    path,
    kind: 'queue' as const,
    gauges,
    totals: { ...none, incoming: count },
  }));
  return { at, startedAt, entities };
}

test('knows no rate before a second sample', () => {
  expect(new Rates().take(figures(1_000, { orders: 10 })).size).toBe(0);
});

test('tells messages per second of each entity, and of all under the empty path', () => {
  const rates = new Rates();
  rates.take(figures(1_000, { orders: 10, events: 0 }));
  const known = rates.take(figures(3_000, { orders: 30, events: 4 }));
  expect(known.get('orders')?.incoming).toBe(10);
  expect(known.get('events')?.incoming).toBe(2);
  expect(known.get('')?.incoming).toBe(12);
});

test('forgets samples that are older than its window', () => {
  const rates = new Rates(5_000);
  rates.take(figures(0, { orders: 0 }));
  rates.take(figures(4_000, { orders: 400 }));
  expect(rates.take(figures(8_000, { orders: 400 })).get('orders')?.incoming).toBe(0);
});

test('begins anew with a broker that was started anew', () => {
  const rates = new Rates();
  rates.take(figures(1_000, { orders: 500 }, 0));
  expect(rates.take(figures(2_000, { orders: 3 }, 1_500)).size).toBe(0);
});

test('a clock that stands still makes no rate', () => {
  const rates = new Rates();
  rates.take(figures(1_000, { orders: 1 }));
  expect(rates.take(figures(1_000, { orders: 9 })).size).toBe(0);
});
