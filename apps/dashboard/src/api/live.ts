import type { Alerts, Figures } from '@ams/monitor-api';

import type { EntitySummary } from './entities.js';
import type { JobView } from './jobs.js';

/**
 * What GET /api/events sends, as server-sent events: name and data. After a reconnect everything is sent anew, so that
 * nothing has to be remembered.
 */
export interface LiveEvents {
  /** Every two seconds while something changes. */
  readonly entities: readonly EntitySummary[];
  /** Every second, with a monitored broker. */
  readonly figures: Figures;
  /** When they change. */
  readonly alerts: Alerts;
  readonly jobs: readonly JobView[];
  /** Whether the namespace answers. */
  readonly connection: { readonly connected: boolean; readonly problem: string | null };
}

/** An answer of 4xx or 5xx, as RFC 9457 has it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
}
