import { defineQueue, defineSubscription, defineTopic, metrics } from '@ams/service-bus-model';

import { aMessage, anEngine, type Engine, TestConsumer } from '../../test/support/engine.js';
import { ConnectionCounters } from '../engine/connection-counters.js';
import type { Queue } from '../engine/entities.js';
import { parseEntityPath } from '../engine/entity-path.js';
import { BrokerError, serverBusy } from '../engine/errors.js';
import { Namespace } from '../engine/namespace.js';
import { History } from './history/history.js';
import { Sampling } from './history/sampling.js';
import { type MetricPoint, MetricPoints } from './metric-points.js';

const second = 1000;
const minute = 60 * second;

let engine: Engine;
let namespace: Namespace;
let connectionCounters: ConnectionCounters;
let points: MetricPoints;

beforeEach(() => {
  engine = anEngine();
  let lastId = 0;
  const queues = [defineQueue({ name: 'orders' }), defineQueue({ name: 'refunds' })];
  const topics = [
    defineTopic({
      name: 'events',
      subscriptions: [defineSubscription({ name: 'a' }), defineSubscription({ name: 'b' })],
    }),
  ];
  namespace = new Namespace({ queues, topics }, engine.context, () => (lastId += 1));
  connectionCounters = new ConnectionCounters();
  const history = new History({ namespace, connectionCounters, clock: engine.clock });
  new Sampling(engine.clock, engine.context.deadlines, () => history.sample());
  points = new MetricPoints(history, namespace);
});

function send(entity: string, count = 1): void {
  for (let sent = 0; sent < count; sent += 1) {
    namespace.sendable(parseEntityPath(entity))?.entrance.send(aMessage(`${sent}`));
  }
}

function queue(name: string): Queue {
  return namespace.sendable(parseEntityPath(name)) as Queue;
}

/** The points of the minutes since the beginning. */
function of(metric: string, entity: string | null = null): readonly MetricPoint[] {
  return points.points(metric, entity, 0, engine.clock.now());
}

function totals(metric: string, entity: string | null = null): readonly number[] {
  return of(metric, entity).map(({ total }) => total);
}

it('has every metric but those of machines', () => {
  const missing = Object.keys(metrics).filter((metric) => !points.has(metric));
  expect(missing).toEqual([
    'NamespaceCpuUsage',
    'NamespaceMemoryUsage',
    'PendingCheckpointOperationCount',
    'ReplicationLagCount',
    'ReplicationLagDuration',
    'ServerSendLatency',
  ]);
  expect(points.has('toString')).toBe(false);
  expect(of('toString')).toEqual([]);
});

it('names queues and topics as values of the dimension', () => {
  expect(points.entities()).toEqual(['orders', 'refunds', 'events']);
});

it('adds up what happens in a minute', () => {
  send('orders', 3);
  engine.clock.advance(30 * second);
  send('orders', 2);
  engine.clock.advance(minute);
  send('refunds');
  engine.clock.advance(30 * second);
  expect(totals('IncomingMessages', 'orders')).toEqual([5, 0]);
  expect(totals('IncomingMessages', 'ORDERS')).toEqual([5, 0]);
  expect(totals('IncomingMessages')).toEqual([5, 1]);
  expect(of('IncomingMessages').map(({ at }) => at)).toEqual([
    engine.clock.now() - 2 * minute,
    engine.clock.now() - minute,
  ]);
});

it('measures a backlog once a second', () => {
  send('orders', 2);
  engine.clock.advance(30 * second);
  send('orders', 4);
  engine.clock.advance(30 * second);
  expect(of('ActiveMessages', 'orders')).toEqual([
    { at: engine.clock.now() - minute, count: 60, total: 240, average: 4, minimum: 2, maximum: 6 },
  ]);
});

it('tells minutes that are over, and lie in the window', () => {
  engine.clock.advance(3 * minute + 30 * second);
  const start = engine.clock.now() - 3.5 * minute;
  const at = (from: number, to: number): readonly number[] =>
    points.points('ActiveMessages', null, from, to).map((point) => (point.at - start) / minute);
  expect(at(0, engine.clock.now())).toEqual([0, 1, 2]);
  expect(at(start + 1, start + 3 * minute)).toEqual([1, 2]);
  expect(at(start + minute, start + 2 * minute)).toEqual([1]);
});

it('takes the messages of subscriptions for those of their topic, but for what came in', () => {
  send('events');
  const subscription = namespace.subscription(parseEntityPath('events/Subscriptions/a'));
  const consumer = new TestConsumer(1);
  subscription?.messages.addConsumer(consumer);
  subscription?.messages.dispatch();
  subscription?.messages.settle(consumer.token, { kind: 'dead-letter' });
  engine.clock.advance(minute);
  expect(totals('IncomingMessages', 'events')).toEqual([1]);
  expect(totals('OutgoingMessages', 'events')).toEqual([1]);
  expect(of('DeadletteredMessages', 'events')).toMatchObject([{ average: 1 }]);
  expect(of('ActiveMessages', 'events')).toMatchObject([{ maximum: 1 }]);
  expect(of('Messages', 'events')).toMatchObject([{ maximum: 2 }]);
});

it('splits requests into those that went well and those that did not', () => {
  const { counters } = queue('orders');
  counters.requests += 10;
  counters.refused(serverBusy());
  counters.refused(new BrokerError('amqp:not-found', 'It is not there.'));
  counters.refused(new BrokerError('amqp:internal-error', 'It broke.'));
  namespace.counters.requests += 1;
  namespace.counters.refused(new BrokerError('amqp:not-found', 'It is not there.'));
  engine.clock.advance(minute);
  expect(totals('IncomingRequests', 'orders')).toEqual([10]);
  expect(totals('SuccessfulRequests', 'orders')).toEqual([7]);
  for (const metric of ['ThrottledRequests', 'UserErrors', 'ServerErrors']) {
    expect([metric, totals(metric, 'orders')]).toEqual([metric, [1]]);
  }
  expect(totals('UserErrors')).toEqual([2]);
});

it('counts connections as they are at the end of a minute', () => {
  connectionCounters.opened += 3;
  connectionCounters.closed += 1;
  engine.clock.advance(2 * minute);
  expect(totals('ActiveConnections')).toEqual([2, 2]);
  expect(totals('ConnectionsOpened')).toEqual([3, 0]);
  expect(totals('ConnectionsClosed')).toEqual([1, 0]);
});

it('has no points of entities that are not there', () => {
  engine.clock.advance(minute);
  expect(of('ActiveMessages', 'nothing')).toEqual([]);
  expect(of('ActiveMessages', 'events/Subscriptions/a')).toEqual([]);
});
