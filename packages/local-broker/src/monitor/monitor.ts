import type { Figures } from '@ams/monitor-api';
import type { NamespaceDefinition } from '@ams/service-bus-model';

import type { WatchedConnection } from '../amqp/connection-state.js';
import type { Clock } from '../engine/clock.js';
import type { ConnectionCounters } from '../engine/connection-counters.js';
import type { Deadlines } from '../engine/deadlines.js';
import type { Namespace } from '../engine/namespace.js';
import type { Store } from '../journal/store.js';
import { type AlertOptions, type StackAlerts, startAlerts } from './alerts/index.js';
import { figuresOf } from './figures.js';
import { History } from './history/history.js';
import { Sampling } from './history/sampling.js';
import { MetricPoints } from './metric-points.js';

/** What a monitor looks at. */
export interface MonitorContext {
  readonly namespace: Namespace;
  readonly definition: NamespaceDefinition;
  readonly connectionCounters: ConnectionCounters;
  readonly openConnections: Iterable<WatchedConnection>;
  readonly store: Pick<Store, 'figures'>;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
  /** The alerts that are evaluated, and how those who are told of them are reached. */
  readonly alerts: Pick<AlertOptions, 'topology' | 'mail' | 'webhooks' | 'log'>;
}

/** Knows how a broker is doing, from its start on, whether somebody asks or not. */
export class Monitor {
  readonly history: History;
  /** What alerts are evaluated on. */
  readonly metrics: MetricPoints;
  /** The stack's alerts, which are evaluated on these metrics. */
  readonly alerts: StackAlerts;
  readonly #startedAt: number;
  readonly #sampling: Sampling;

  constructor(readonly context: MonitorContext) {
    const { clock, deadlines, namespace } = context;
    this.#startedAt = clock.now();
    this.history = new History(context);
    this.metrics = new MetricPoints(this.history, namespace);
    this.#sampling = new Sampling(clock, deadlines, () => this.history.sample());
    this.alerts = startAlerts({ ...context.alerts, metrics: this.metrics, clock, deadlines });
  }

  /** How things are at this moment. */
  figures(): Figures {
    return figuresOf(this.context, this.#startedAt);
  }

  /** Looks no more, and tells nobody any more. */
  stop(): void {
    this.#sampling.stop();
    this.alerts.close();
  }
}
