import type { Figures } from '@ams/monitor-api';
import type { NamespaceDefinition } from '@ams/service-bus-model';

import type { Clock } from '../engine/clock.js';
import type { ConnectionCounters } from '../engine/connection-counters.js';
import type { Deadlines } from '../engine/deadlines.js';
import type { Namespace } from '../engine/namespace.js';
import type { Store } from '../journal/store.js';
import { figuresOf } from './figures.js';

/** What a monitor looks at. */
export interface MonitorContext {
  readonly namespace: Namespace;
  readonly definition: NamespaceDefinition;
  readonly connectionCounters: ConnectionCounters;
  readonly store: Pick<Store, 'figures'>;
  readonly clock: Clock;
  readonly deadlines: Deadlines;
}

/** Knows how a broker is doing, from its start on, whether somebody asks or not. */
export class Monitor {
  readonly #startedAt: number;

  constructor(readonly context: MonitorContext) {
    this.#startedAt = context.clock.now();
  }

  /** How things are at this moment. */
  figures(): Figures {
    return figuresOf(this.context, this.#startedAt);
  }
}
