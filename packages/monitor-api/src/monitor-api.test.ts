import { alerts, connections, figures, history, locks, resolutions, routings, totals, trialMessage } from './index.js';

const gauges = {
  active: 1,
  scheduled: 0,
  deferred: 0,
  deadLettered: 0,
  transferDeadLettered: 0,
  locked: 1,
  size: 120,
  receivers: 1,
  senders: 0,
};

const none = Object.fromEntries(Object.keys(totals.shape).map((name) => [name, 0]));

const state = {
  at: 1_700_000_000_000,
  startedAt: 1_700_000_000_000,
  namespace: 'test-bus',
  sku: 'Standard',
  connections: 1,
  entities: [{ path: 'orders', kind: 'queue', gauges, totals: none }],
  journal: { durable: false, databaseBytes: 0, logBytes: 0, syncs: 0, syncMilliseconds: 0, pending: 0 },
  memory: { messageBytes: 120, residentBytes: 1, heapBytes: 1 },
};

describe('figures', () => {
  it('are taken as a broker without a budget and without a disk tells them', () => {
    expect(figures.parse(state)).toEqual(state);
  });

  it.each([-1, 0.5, '1'])('are refused with %p active messages', (active) => {
    const wrong = { ...state, entities: [{ ...state.entities[0], gauges: { ...gauges, active } }] };
    expect(figures.safeParse(wrong).success).toBe(false);
  });

  it('are refused with an entity of no kind that there is', () => {
    const wrong = { ...state, entities: [{ ...state.entities[0], kind: 'exchange' }] };
    expect(figures.safeParse(wrong).success).toBe(false);
  });
});

describe('history', () => {
  it('is kept for a quarter of an hour by the second, and for a day by the minute', () => {
    expect(resolutions.second.step * resolutions.second.points).toBe(15 * 60_000);
    expect(resolutions.minute.step * resolutions.minute.points).toBe(24 * 60 * 60_000);
  });

  it('may have moments of which nothing is known', () => {
    const column = [null, 3];
    const columns = Object.keys(history.shape).filter((name) => !['entity', 'step', 'at'].includes(name));
    const past = {
      entity: null,
      step: 1_000,
      at: [1_000, 2_000],
      ...Object.fromEntries(columns.map((name) => [name, column])),
    };
    expect(history.parse(past)).toEqual(past);
  });
});

describe('a message to try', () => {
  it('names its topic', () => {
    expect(trialMessage.safeParse({ subject: 'purchase' }).success).toBe(false);
    expect(trialMessage.safeParse({ topic: 'events', subject: 'purchase' }).success).toBe(true);
  });

  it('has properties that AMQP has, and none that a typing error made', () => {
    expect(trialMessage.safeParse({ topic: 'events', applicationProperties: { amount: [1] } }).success).toBe(false);
    expect(trialMessage.safeParse({ topic: 'events', label: 'purchase' }).success).toBe(false);
  });
});

describe('what lists a broker may answer with', () => {
  it.each([
    ['connections', connections, { at: 1, connections: [] }],
    ['locks', locks, { at: 1, entity: 'orders', total: 0, locks: [], sessions: [] }],
    ['routings', routings, { topic: 'events', remembered: 0, routings: [] }],
    ['alerts', alerts, { at: 1, alerts: [], events: [], notifications: [] }],
  ])('are empty %s', (_, schema, answer) => {
    expect(schema.parse(answer)).toEqual(answer);
  });

  it('are no lists of nothing', () => {
    expect(alerts.safeParse({}).success).toBe(false);
  });
});
