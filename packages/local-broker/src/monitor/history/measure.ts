import type { ConnectionCounters } from '../../engine/connection-counters.js';
import { Topic } from '../../engine/entities.js';
import type { EntityCounters } from '../../engine/entity-counters.js';
import type { MessageQueue } from '../../engine/message-queue.js';
import type { MonitoredEntity } from '../figures.js';
import { type Column, columns, entityCounterColumns, indexOf } from './columns.js';

/** A value for each column, in their order. */
export type Values = Float64Array;

/** Tells what is new in counters that only grow. */
export class Growth {
  readonly #before = new Float64Array(columns.length);

  /** Adds what came since the last call. */
  addTo(values: Values, counters: EntityCounters): void {
    for (const column of entityCounterColumns) this.#addOne(values, column, counters[column]);
  }

  addConnectionsTo(values: Values, { active, opened, closed }: ConnectionCounters): void {
    add(values, 'connections', active);
    this.#addOne(values, 'connectionsOpened', opened);
    this.#addOne(values, 'connectionsClosed', closed);
  }

  #addOne(values: Values, column: Column, now: number): void {
    const index = indexOf[column];
    add(values, column, now - (this.#before[index] ?? 0));
    this.#before[index] = now;
  }
}

/** Adds what an entity holds, its sub-queues included. */
export function addGauges(values: Values, entity: MonitoredEntity): void {
  if (entity instanceof Topic) {
    addQueue(values, entity.entrance);
    return;
  }
  const { messages, deadLetters, transferDeadLetters } = entity;
  add(values, 'active', messages.counts.active);
  add(values, 'deadLetters', totalOf(deadLetters));
  for (const queue of [messages, deadLetters, transferDeadLetters]) addQueue(values, queue);
}

/** Adds what a subscription has to what its topic has. Its copies did not come in: the topic's messages did. */
export function addSubscription(topic: Values, subscription: Values): void {
  const { incoming, incomingBytes } = indexOf;
  addAll(topic, subscription);
  topic[incoming] = (topic[incoming] ?? 0) - (subscription[incoming] ?? 0);
  topic[incomingBytes] = (topic[incomingBytes] ?? 0) - (subscription[incomingBytes] ?? 0);
}

export function addAll(whole: Values, part: Values): void {
  for (let column = 0; column < columns.length; column += 1) whole[column] = (whole[column] ?? 0) + (part[column] ?? 0);
}

function addQueue(values: Values, queue: MessageQueue): void {
  add(values, 'scheduled', queue.counts.scheduled);
  add(values, 'messages', totalOf(queue));
  add(values, 'size', queue.bytes);
}

function totalOf({ counts: { active, scheduled, deferred } }: MessageQueue): number {
  return active + scheduled + deferred;
}

function add(values: Values, column: Column, value: number): void {
  const index = indexOf[column];
  values[index] = (values[index] ?? 0) + value;
}
