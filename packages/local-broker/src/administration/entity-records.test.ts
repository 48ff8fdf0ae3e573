import {
  defineQueue,
  defineSubscription,
  defineTopic,
  type RuleDefinition,
  TimeSpan,
  TimeWithoutZone,
} from '@ams/service-bus-model';

import type { EntityRow } from '../journal/store.js';
import { type Entities, EntityRecords } from './entity-records.js';

const orders = defineQueue({ name: 'Orders' });
const billing = defineSubscription({ name: 'Billing' });
const events = defineTopic({ name: 'Events', subscriptions: [billing] });
const stack: Entities = { queues: [orders], topics: [events] };

/** Keeps rows over any number of starts. */
function aStore() {
  const rows = new Map<string, EntityRow>();
  return {
    entities: () => [...rows.values()],
    recordEntity: (path: string, row: EntityRow | undefined) => void (row ? rows.set(path, row) : rows.delete(path)),
  };
}

let store: ReturnType<typeof aStore>;
beforeEach(() => {
  store = aStore();
});

/** A broker that starts with that stack. */
const start = (entities: Entities = stack, now = 0): EntityRecords => new EntityRecords(entities, store, now);
const times = { createdAt: 5, updatedAt: 6 };

describe('the records of entities', () => {
  it('are what the stack says at first, and after a restart', () => {
    expect(start().entities).toEqual(stack);
    expect(start().entities).toEqual(stack);
  });

  it('follow the stack when nothing was changed at run time', () => {
    start();
    const changed = { queues: [{ ...orders, maxDeliveryCount: 3 }], topics: [] };
    expect(start(changed).entities).toEqual(changed);
  });

  it('have what was made and changed at run time, until the stack says otherwise', () => {
    const records = start();
    const changed = { ...orders, lockDuration: 'PT10S' };
    const made = defineQueue({ name: 'late' });
    records.record('Orders', { kind: 'queue', definition: changed }, times);
    records.record('late', { kind: 'queue', definition: made }, times);
    expect(start().entities.queues).toEqual([changed, made]);

    const stackSays = { ...orders, maxDeliveryCount: 3 };
    expect(start({ ...stack, queues: [stackSays] }).entities.queues).toEqual([stackSays, made]);
  });

  it('let the stack have an entity that was made at run time under the same name', () => {
    start().record('late', { kind: 'queue', definition: defineQueue({ name: 'late', lockDuration: 'PT10S' }) }, times);
    const late = defineQueue({ name: 'LATE' });
    expect(start({ ...stack, queues: [orders, late] }).entities.queues).toContainEqual(late);
  });

  it('do not have what was deleted, until the stack says something new of it', () => {
    start().forget('orders', 1);
    expect(start().entities.queues).toEqual([]);
    const stackSays = { ...orders, maxDeliveryCount: 3 };
    expect(start({ ...stack, queues: [stackSays] }).entities.queues).toEqual([stackSays]);
  });

  it('lose with a topic what is in it, however often the broker starts before it is made again', () => {
    start().forget('EVENTS', 1);
    expect(start().entities.topics).toEqual([]);
    const empty = defineTopic({ name: 'Events' });
    start().record('Events', { kind: 'topic', definition: empty }, times);
    expect(start().entities.topics).toEqual([empty]);
  });

  it('give a topic back with its subscriptions when the stack says something new of it', () => {
    start().forget('events', 1);
    const changed = { ...events, defaultMessageTimeToLive: 'P1D' };
    expect(start({ ...stack, topics: [changed] }).entities.topics).toEqual([changed]);
  });

  it('forget what was made in a topic that the stack gave up', () => {
    const { rules, ...definition } = defineSubscription({ name: 'mine' });
    const stored = { kind: 'subscription', definition, rules: rules.map((rule) => ({ definition: rule })) } as const;
    start().record('Events/Subscriptions/mine', stored, times);
    expect(start().entities.topics[0]?.subscriptions).toHaveLength(2);
    start({ ...stack, topics: [] });
    expect(start().entities.topics).toEqual([events]);
  });

  it('keep rules with values of all types', () => {
    const properties = { text: 'a', count: 1.5, flag: false, time: new Date(86_400_000), span: new TimeSpan(1) };
    const rule: RuleDefinition = {
      name: 'mine',
      filter: { kind: 'correlation', label: 'b', properties },
      action: { sqlExpression: 'SET a = @a', parameters: { '@a': new Date(0) } },
    };
    const stored = { kind: 'subscription', definition: billing, rules: [{ definition: rule, createdAt: 7 }] } as const;
    start().record('events/subscriptions/billing', stored, times);
    expect(start().entities.topics[0]?.subscriptions[0]?.rules).toEqual([rule]);
  });

  it('keep a time without a zone as one', () => {
    const properties = { time: new TimeWithoutZone(0) };
    const rule: RuleDefinition = { name: 'mine', filter: { kind: 'correlation', properties } };
    const stored = { kind: 'subscription', definition: billing, rules: [{ definition: rule, createdAt: 7 }] } as const;
    start().record('events/subscriptions/billing', stored, times);
    expect(JSON.stringify(start().entities.topics[0]?.subscriptions[0]?.rules)).toContain('"1970-01-01T00:00:00.000"');
  });

  it('say which entity cannot be read, and what to do', () => {
    start();
    store.recordEntity('orders', { ...(store.entities()[0] as EntityRow), definition: '{"kind":"queue"}' });
    expect(() => start().entities).toThrow(/^What the journal says of 'orders' cannot be read: .+ move it away/s);
  });
});
