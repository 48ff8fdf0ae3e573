import { computed, signal } from '@preact/signals';

import type { Alerts, EntityFigures, Figures } from '@ams/monitor-api';

import type { About, EntitySummary, JobView, LiveEvents } from '../../api/index.js';
import { Rates, type RatesByEntity } from './rates.js';
import { openEventStream, type EventStream } from './event-stream.js';

/** Whether news arrive: from the dashboard's server, and from the namespace behind it. */
export type Liveness =
  | { readonly state: 'connecting' }
  | { readonly state: 'live' }
  | {
      readonly state: 'lost';
      readonly since: number;
      readonly who: 'server' | 'namespace';
      readonly problem: string | null;
    };

/** What the server is about; null until it has said so. */
export const about = signal<About | null>(null);
/** Null until they are known. */
export const entities = signal<readonly EntitySummary[] | null>(null);
/** Null until they are known, and without a monitored broker. */
export const figures = signal<Figures | null>(null);
export const alerts = signal<Alerts | null>(null);
export const jobs = signal<readonly JobView[] | null>(null);
export const liveness = signal<Liveness>({ state: 'connecting' });
/** Messages per second by entity, and of the whole namespace under the empty name. */
export const rates = signal<RatesByEntity>(new Map());

/** Milliseconds that the namespace's clock is ahead of this one's: a broker's clock may be turned by hand. */
export const clockOffset = signal(0);
const browserNow = signal(Date.now());
/** Milliseconds since the epoch by the namespace's clock, each second anew. */
export const now = computed(() => browserNow.value + clockOffset.value);

export const readOnly = computed(() => about.value?.readOnly ?? true);
export const monitored = computed(() => about.value?.monitored ?? false);
export const firingCount = computed(
  () => alerts.value?.alerts.reduce((sum, { firing }) => sum + firing.length, 0) ?? 0,
);
export const runningJobs = computed(() => jobs.value?.filter(({ state }) => state === 'running').length ?? 0);
export const deadLetterCount = computed(
  () => entities.value?.reduce((sum, { counts }) => sum + counts.deadLetters + counts.transferDeadLetters, 0) ?? 0,
);

const entitiesByPath = computed(() => new Map(entities.value?.map((entity) => [entity.path, entity])));
const figuresByPath = computed(() => new Map(figures.value?.entities.map((each) => [each.path, each])));

/** What is known of one entity; undefined if there is none of that path. */
export function entityOf(path: string): EntitySummary | undefined {
  return entitiesByPath.value.get(path);
}

/** What a monitored broker counts of one entity. */
export function figuresOf(path: string): EntityFigures | undefined {
  return figuresByPath.value.get(path);
}

const rateMeter = new Rates();

/** Listens to the server for as long as the page is open. Its {@link EventStream} ends it. */
export function startLiveStore(): EventStream {
  const ticking = setInterval(() => (browserNow.value = Date.now()), 1_000);
  const stream = openEventStream<LiveEvents>('/api/events', {
    events: {
      entities: (data) => (entities.value = data),
      figures: takeFigures,
      alerts: (data) => (alerts.value = data),
      jobs: (data) => (jobs.value = data),
      connection: ({ connected, problem }) =>
        (liveness.value = connected ? { state: 'live' } : lost('namespace', problem)),
    },
    opened: () => (liveness.value = { state: 'live' }),
    lost: () => (liveness.value = lost('server', null)),
  });
  return {
    close: () => {
      clearInterval(ticking);
      stream.close();
    },
  };
}

function takeFigures(data: Figures): void {
  figures.value = data;
  clockOffset.value = data.at - Date.now();
  rates.value = rateMeter.take(data);
}

/** The first moment of an absence counts, not each sign of it. */
function lost(who: 'server' | 'namespace', problem: string | null): Liveness {
  const current = liveness.value;
  const since = current.state === 'lost' ? current.since : Date.now();
  return { state: 'lost', since, who, problem };
}
