import { history, type History, monitorPaths } from '@ams/monitor-api';
import { defineQueue, defineSubscription, defineTopic } from '@ams/service-bus-model';

import { systemClock } from '../src/index.js';
import { type LocalNamespace, startNamespace, topologyOf } from './helpers/local-namespace.js';
import { ask } from './helpers/monitor.js';
import { receiveOne } from './helpers/receiving.js';

let namespace: LocalNamespace;

const second = 1000;
const minute = 60 * second;
const day = 24 * 60 * minute;

const topology = topologyOf({
  queues: [defineQueue({ name: 'orders' })],
  topics: [
    defineTopic({
      name: 'events',
      subscriptions: [defineSubscription({ name: 'billing' }), defineSubscription({ name: 'analytics' })],
    }),
  ],
});

beforeEach(async () => {
  // Clients go on with the machine's time.
  namespace = await startNamespace(topology, { tokenClock: systemClock });
  // To a full minute, for rounder numbers.
  namespace.clock.advance(minute - (namespace.clock.now() % minute));
});

afterEach(() => namespace.close());

async function historyOf(entity?: string, resolution?: string): Promise<History> {
  const query = new URLSearchParams({ ...(entity && { entity }), ...(resolution && { resolution }) });
  const response = await ask(namespace.broker, `${monitorPaths.history}?${query}`);
  return history.parse(await response.json());
}

/** The values that a column has beside 0, by how long ago they are, in steps. */
function changesIn({ at }: History, column: readonly (number | null)[]): Record<number, number | null> {
  const known = column.map((value, index) => [at.length - 1 - index, value] as const);
  return Object.fromEntries(known.filter(([, value]) => value !== 0));
}

async function send(entity: string, count = 1): Promise<void> {
  const messages = Array.from({ length: count }, () => ({ body: 'hello' }));
  await namespace.client.createSender(entity).sendMessages(messages);
}

it('tells what happened in each second, and what there was at its end', async () => {
  await send('orders', 3);
  namespace.clock.advance(2 * second);
  const receiver = namespace.client.createReceiver('orders');
  await receiver.completeMessage(await receiveOne(receiver));
  namespace.clock.advance(second);
  const past = await historyOf('Orders');
  expect(past).toMatchObject({ entity: 'orders', step: second });
  expect(past.at.at(-1)).toBe(namespace.clock.now());
  expect(past.active.slice(-4)).toEqual([0, 3, 3, 2]);
  expect(past.incoming.slice(-4)).toEqual([0, 3, 0, 0]);
  expect(past.outgoing.slice(-4)).toEqual([0, 0, 0, 1]);
  expect(past.completed.slice(-4)).toEqual([0, 0, 0, 1]);
});

it('tells the same by the minute', async () => {
  await send('orders', 3);
  namespace.clock.advance(minute);
  await send('orders');
  namespace.clock.advance(2 * minute);
  const past = await historyOf('orders', 'minute');
  expect(past.step).toBe(minute);
  expect(past.at.slice(-3)).toEqual([2, 1, 0].map((ago) => namespace.clock.now() - ago * minute));
  expect(past.incoming.slice(-3)).toEqual([3, 1, 0]);
  expect(past.active.slice(-3)).toEqual([3, 4, 4]);
});

it('adds up entities for the namespace, and counts what a topic took in once', async () => {
  await send('orders', 2);
  await send('events');
  namespace.clock.advance(second);
  const past = await historyOf();
  expect(past.entity).toBeNull();
  expect(changesIn(past, past.incoming)).toEqual({ 0: 3 });
  expect(changesIn(past, past.active)).toEqual({ 0: 4 });
});

it('adds up subscriptions for their topic', async () => {
  await send('events');
  const receiver = namespace.client.createReceiver('events', 'billing');
  await receiver.deadLetterMessage(await receiveOne(receiver));
  namespace.clock.advance(second);
  const topic = await historyOf('events');
  expect(topic.incoming.at(-1)).toBe(1);
  expect(topic.active.at(-1)).toBe(1);
  expect(topic.deadLetters.at(-1)).toBe(1);
  expect(topic.deadLettered.at(-1)).toBe(1);
  const subscription = await historyOf('events/Subscriptions/analytics');
  expect(subscription.incoming.at(-1)).toBe(1);
  expect(subscription.deadLetters.at(-1)).toBe(0);
});

it('begins with an entity, and knows nothing of one that had its name before', async () => {
  await send('orders', 5);
  namespace.clock.advance(5 * second);
  const { administration } = namespace.broker;
  administration.deleteQueueOrTopic('orders');
  administration.createQueue(defineQueue({ name: 'orders' }));
  namespace.clock.advance(2 * second);
  const past = await historyOf('orders');
  expect(past.active.slice(-3)).toEqual([null, 0, 0]);
});

it('keeps a quarter of an hour by the second, and a day by the minute', async () => {
  await send('orders');
  // A clock that is moved in small steps, as time goes by.
  for (let hour = 0; hour < 26; hour += 1) {
    for (let quarter = 0; quarter < 4; quarter += 1) {
      namespace.clock.advance(15 * minute);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const [seconds, minutes] = [await historyOf('orders', 'second'), await historyOf('orders', 'minute')];
  expect(seconds.active).toEqual(Array.from({ length: 900 }, () => 1));
  expect(minutes.active).toEqual(Array.from({ length: 1440 }, () => 1));
  expect(minutes.at[0]).toBe(namespace.clock.now() - day + minute);
});

it('leaves out what a clock jumps over, and goes on behind it', async () => {
  await send('orders');
  namespace.clock.advance(second);
  namespace.clock.advance(400 * day);
  await new Promise((resolve) => setImmediate(resolve));
  await send('orders');
  namespace.clock.advance(second);
  const past = await historyOf('orders');
  expect(past.at).toHaveLength(900);
  expect(past.incoming.at(-1)).toBe(1);
  expect(past.incoming.slice(0, -5).every((value) => value === null)).toBe(true);
});

it.each([
  ['entity=nothing', 404, /'nothing' could not be found/],
  ['resolution=hour', 400, /resolution/],
  ['entitty=orders', 400, /entitty/],
])('refuses %s', async (query, status, error) => {
  const response = await ask(namespace.broker, `${monitorPaths.history}?${query}`);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ error: expect.stringMatching(error) });
});
