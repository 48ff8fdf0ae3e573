import type { History as HistoryAnswer } from '@ams/monitor-api';
// By itself: the schemas beside it would be built at each start of a broker, be it asked or not.
import { type Resolution, resolutions } from '@ams/monitor-api/resolutions';

import type { Clock } from '../../engine/clock.js';
import type { ConnectionCounters } from '../../engine/connection-counters.js';
import { Topic } from '../../engine/entities.js';
import type { Namespace } from '../../engine/namespace.js';
import type { MonitoredEntity } from '../figures.js';
import { type Column, indexOf } from './columns.js';
import { addAll, addGauges, addSubscription } from './measure.js';
import { Past } from './past.js';
import { Timeline } from './timeline.js';

/** What a history is of. */
export interface HistoryContext {
  readonly namespace: Namespace;
  readonly connectionCounters: ConnectionCounters;
  readonly clock: Pick<Clock, 'now'>;
}

const secondsOfMinute = resolutions.minute.step / resolutions.second.step;

/**
 * The past of a namespace and its entities, as far as it is kept. What a topic has is what it and its subscriptions have
 * together, as in Azure's metrics, which know no subscriptions; a message that came in counts once there.
 */
export class History {
  readonly #context: HistoryContext;
  readonly #namespace = new Past();
  readonly #entities = new Map<MonitoredEntity, Past>();
  readonly #timelines = {
    second: new Timeline(resolutions.second.step, resolutions.second.points),
    minute: new Timeline(resolutions.minute.step, resolutions.minute.points),
  };
  /** The number of the minute that is not over: it ends with the second of that number times 60. */
  #minute: number | undefined;

  constructor(context: HistoryContext) {
    this.#context = context;
  }

  /** Looks at everything, unless it did so in this second. */
  sample(): void {
    const second = Math.floor(this.#context.clock.now() / resolutions.second.step);
    if (second <= this.#timelines.second.latest) return;
    const minute = Math.ceil(second / secondsOfMinute);
    if (this.#minute !== undefined && this.#minute < minute) this.#endMinute(this.#minute);
    this.#minute = minute;
    this.#timelines.second.add(second);
    this.#measure(second);
    this.#forgetGone(second);
    if (second % secondsOfMinute === 0) this.#endMinute(minute);
  }

  /**
   * The past of an entity, up to now.
   *
   * @param entity null for the whole namespace.
   */
  read(entity: MonitoredEntity | null, resolution: Resolution): HistoryAnswer {
    this.sample();
    const past = this.#pastOf(entity);
    const timeline = this.#timelines[resolution];
    const points = timeline.kept;
    const column = (name: Column): (number | null)[] =>
      points.map((point) => (timeline.isKnown(point) ? past.read(resolution, point, indexOf[name]) : null));
    return {
      entity: entity?.path ?? null,
      step: timeline.step,
      at: points.map((point) => point * timeline.step),
      active: column('active'),
      scheduled: column('scheduled'),
      deadLetters: column('deadLetters'),
      size: column('size'),
      incoming: column('incoming'),
      outgoing: column('outgoing'),
      completed: column('completed'),
      abandoned: column('abandoned'),
      deadLettered: column('deadLettered'),
      throttled: column('throttled'),
      serverErrors: column('serverErrors'),
      userErrors: column('userErrors'),
    };
  }

  /**
   * The minutes that were looked at, oldest first, up to the last that is over.
   *
   * @param entity null for the whole namespace.
   * @param from when the first may begin, in milliseconds since the epoch.
   * @param to when the last must be over.
   * @returns when each began, and the number in each place that `columns` or `summaryIndex` give.
   */
  minutes(
    entity: MonitoredEntity | null,
    from: number,
    to: number,
  ): readonly { readonly at: number; read(index: number): number }[] {
    this.sample();
    const past = this.#pastOf(entity);
    const { minute: timeline } = this.#timelines;
    return timeline
      .between(Math.ceil(from / timeline.step) + 1, Math.floor(to / timeline.step))
      .filter((point) => timeline.isKnown(point) && past.read('minute', point, 0) !== null)
      .map((point) => ({
        at: (point - 1) * timeline.step,
        read: (index) => past.read('minute', point, index) ?? 0,
      }));
  }

  #pastOf(entity: MonitoredEntity | null): Past {
    return entity ? this.#of(entity) : this.#namespace;
  }

  #of(entity: MonitoredEntity): Past {
    const known = this.#entities.get(entity);
    if (known) return known;
    const past = new Past();
    this.#entities.set(entity, past);
    return past;
  }

  #measure(second: number): void {
    const { namespace, connectionCounters } = this.#context;
    const { values, growth } = this.#namespace;
    this.#namespace.begin();
    growth.addTo(values, namespace.counters);
    growth.addConnectionsTo(values, connectionCounters);
    for (const entity of namespace.sendables) {
      const past = this.#begin(entity);
      if (entity instanceof Topic) this.#measureSubscriptions(entity, past, second);
      past.end(second);
      addAll(values, past.values);
    }
    this.#namespace.end(second);
  }

  #measureSubscriptions(topic: Topic, past: Past, second: number): void {
    for (const subscription of topic.subscriptions.values()) {
      const part = this.#begin(subscription);
      part.end(second);
      addSubscription(past.values, part.values);
    }
  }

  #begin(entity: MonitoredEntity): Past {
    const past = this.#of(entity);
    past.begin();
    past.growth.addTo(past.values, entity.counters);
    addGauges(past.values, entity);
    return past;
  }

  #endMinute(minute: number): void {
    this.#timelines.minute.add(minute);
    this.#namespace.endMinute(minute);
    for (const past of this.#entities.values()) past.endMinute(minute);
    this.#minute = undefined;
  }

  #forgetGone(second: number): void {
    for (const [entity, past] of this.#entities) if (past.latestSecond !== second) this.#entities.delete(entity);
  }
}
