import type { MetricName } from '@ams/service-bus-model';

import { parseEntityPath } from '../engine/entity-path.js';
import type { Namespace } from '../engine/namespace.js';
import { type Column, type GaugeColumn, indexOf } from './history/columns.js';
import type { History } from './history/history.js';
import { samplesIndex, summaryIndex } from './history/minute.js';

/** A metric in one minute, of an entity or of the namespace. */
export interface MetricPoint {
  /** When the minute began, in milliseconds since the epoch. */
  readonly at: number;
  /** How many measurements there were. */
  readonly count: number;
  /** Their sum. */
  readonly total: number;
  readonly average: number;
  readonly minimum: number;
  readonly maximum: number;
}

type ReadMinute = (index: number) => number;
type Reading = (read: ReadMinute) => Omit<MetricPoint, 'at'>;

/** What the broker can tell of Azure's metrics. The others are about machines that it has none of: CPU, memory, replicas. */
const readings: Partial<Record<MetricName, Reading>> = {
  ActiveMessages: gauge('active'),
  DeadletteredMessages: gauge('deadLetters'),
  ScheduledMessages: gauge('scheduled'),
  Messages: gauge('messages'),
  Size: gauge('size'),
  // Azure adds it up, so that it may be in a minute but once.
  ActiveConnections: one((read) => read(indexOf.connections)),
  ConnectionsOpened: counter('connectionsOpened'),
  ConnectionsClosed: counter('connectionsClosed'),
  IncomingMessages: counter('incoming'),
  OutgoingMessages: counter('outgoing'),
  IncomingBytes: counter('incomingBytes'),
  OutgoingBytes: counter('outgoingBytes'),
  CompleteMessage: counter('completed'),
  AbandonMessage: counter('abandoned'),
  IncomingRequests: counter('requests'),
  SuccessfulRequests: one(
    (read) => read(indexOf.requests) - read(indexOf.throttled) - read(indexOf.userErrors) - read(indexOf.serverErrors),
  ),
  ServerErrors: counter('serverErrors'),
  UserErrors: counter('userErrors'),
  ThrottledRequests: counter('throttled'),
};

/** Azure's metrics as the broker has them, minute by minute: a day of them. */
export class MetricPoints {
  constructor(
    private readonly history: Pick<History, 'minutes'>,
    private readonly namespace: Namespace,
  ) {}

  /** Whether the broker has the Azure metric of that name; some only Azure has. */
  has(metric: string): boolean {
    return readingOf(metric) !== undefined;
  }

  /** Names of the queues and topics that there are now: the values of the dimension EntityName. */
  entities(): readonly string[] {
    return Array.from(this.namespace.sendables, ({ path }) => path);
  }

  /**
   * Minutes in which the metric was measured, oldest first. An entity that is not there has none.
   *
   * @param metric name of one that the broker has; another one has no points.
   * @param entity a queue or topic, in any case; null for all of them together.
   * @param from when the first minute may begin, in milliseconds since the epoch.
   * @param to when the last minute has ended.
   */
  points(metric: string, entity: string | null, from: number, to: number): readonly MetricPoint[] {
    const reading = readingOf(metric);
    const known = entity === null ? null : this.namespace.sendable(parseEntityPath(entity));
    if (reading === undefined || known === undefined) return [];
    return this.history.minutes(known, from, to).map(({ at, read }) => ({ at, ...reading(read) }));
  }
}

function readingOf(metric: string): Reading | undefined {
  return Object.hasOwn(readings, metric) ? readings[metric as MetricName] : undefined;
}

/** Measured once a second. */
function gauge(column: GaugeColumn): Reading {
  return (read) => {
    const count = read(samplesIndex);
    const total = read(summaryIndex(column, 'sum'));
    return {
      count,
      total,
      average: total / count,
      minimum: read(summaryIndex(column, 'minimum')),
      maximum: read(summaryIndex(column, 'maximum')),
    };
  };
}

/** One measurement in a minute: how much happened in it. */
function counter(column: Column): Reading {
  return one((read) => read(indexOf[column]));
}

function one(valueOf: (read: ReadMinute) => number): Reading {
  return (read) => {
    const value = valueOf(read);
    return { count: 1, total: value, average: value, minimum: value, maximum: value };
  };
}
