import type { EntityFigures, Figures, Gauges, Totals } from '@ams/monitor-api';

import { Queue, type Subscription, Topic } from '../engine/entities.js';
import { parseEntityPath } from '../engine/entity-path.js';
import { entityNotFound } from '../engine/errors.js';
import type { Namespace } from '../engine/namespace.js';
import type { MonitorContext } from './monitor.js';

/** An entity that has figures. */
export type MonitoredEntity = Queue | Topic | Subscription;

/** The queues, and the topics each before its subscriptions. */
export function* monitoredEntities({ sendables }: Namespace): Generator<MonitoredEntity> {
  for (const entity of sendables) {
    yield entity;
    if (entity instanceof Topic) yield* entity.subscriptions.values();
  }
}

/** The entity at that path, whatever its case. @throws BrokerError `amqp:not-found`; HTTP's 404. */
export function monitoredEntityAt(namespace: Namespace, path: string): MonitoredEntity {
  const parsed = parseEntityPath(path);
  const entity = namespace.sendable(parsed) ?? namespace.subscription(parsed);
  if (entity === undefined) throw entityNotFound(path);
  return entity;
}

/** @param startedAt milliseconds since the epoch. */
export function figuresOf(context: MonitorContext, startedAt: number): Figures {
  const { namespace, definition, connectionCounters, store, clock } = context;
  const { journal, memory } = store.figures();
  const entities = Array.from(monitoredEntities(namespace), entityFiguresOf);
  const { rss, heapUsed } = process.memoryUsage();
  return {
    at: clock.now(),
    startedAt,
    namespace: definition.name,
    sku: definition.sku,
    connections: connectionCounters.active,
    entities,
    journal,
    memory: {
      messageBytes: memory?.used ?? sumOf(entities.map(({ kind, gauges }) => (kind === 'topic' ? 0 : gauges.size))),
      ...(memory && { messageBudget: memory.budget }),
      residentBytes: rss,
      heapBytes: heapUsed,
    },
  };
}

function entityFiguresOf(entity: MonitoredEntity): EntityFigures {
  return { path: entity.path, kind: kindOf(entity), gauges: gaugesOf(entity), totals: totalsOf(entity) };
}

function kindOf(entity: MonitoredEntity): EntityFigures['kind'] {
  if (entity instanceof Queue) return 'queue';
  return entity instanceof Topic ? 'topic' : 'subscription';
}

/** A topic holds scheduled messages alone, but its size is that of all its subscriptions' messages, too (Azure's rule). */
export function gaugesOf(entity: MonitoredEntity): Gauges {
  const { senders, receivers } = entity.activity;
  if (entity instanceof Topic) {
    const { scheduled } = entity.entrance.counts;
    const size = entity.entrance.settings.storage?.used ?? 0;
    const none = { active: 0, deferred: 0, deadLettered: 0, transferDeadLettered: 0, locked: 0 };
    return { ...none, scheduled, size, senders, receivers };
  }
  const { messages, deadLetters, transferDeadLetters } = entity;
  const all = [messages, deadLetters, transferDeadLetters];
  return {
    ...messages.counts,
    deadLettered: totalOf(deadLetters.counts),
    transferDeadLettered: totalOf(transferDeadLetters.counts),
    locked: sumOf(all.map(({ locked }) => locked)),
    size: sumOf(all.map(({ bytes }) => bytes)),
    senders,
    receivers,
  };
}

/** Dead letters can be deferred as well. */
function totalOf({ active, deferred }: { readonly active: number; readonly deferred: number }): number {
  return active + deferred;
}

function totalsOf({ counters }: MonitoredEntity): Totals {
  return { ...counters };
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
