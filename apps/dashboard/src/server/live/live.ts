import { redact } from '@ams/messaging-runtime';
import { alerts, figures, monitorPaths } from '@ams/monitor-api';

import type { LiveEvents } from '../../api/index.js';
import type { DashboardContext } from '../context.js';
import type { Monitor } from '../monitor/monitor.js';
import { problemOfError } from '../problem-of-error.js';
import { repeat, together } from './repeat.js';

/** Takes an event: its name, and its data as JSON. */
export type LiveListener = (name: keyof LiveEvents, data: string) => void;

/** Milliseconds between two looks at each thing. */
export interface LiveIntervals {
  /** Each look takes four requests, and two for each topic: Azure counts them. */
  readonly entities: number;
  readonly figures: number;
  readonly alerts: number;
}

const localIntervals: LiveIntervals = { entities: 2_000, figures: 1_000, alerts: 2_000 };

const azureIntervals: LiveIntervals = { ...localIntervals, entities: 5_000 };

/** Milliseconds in which changes of jobs are told together. */
const jobsTogether = 200;

/** One run of looks, from the first listener to the last. */
interface Run {
  readonly signal: AbortSignal;
  readonly end: () => void;
}

/**
 * What changes, told to everybody who listens. One look serves all of them, and while nobody listens nothing is asked.
 */
export class Live {
  readonly #context: DashboardContext;
  readonly #intervals: LiveIntervals;
  readonly #listeners = new Set<LiveListener>();
  /** The last event of each name, for those who come later. */
  readonly #latest = new Map<keyof LiveEvents, string>();
  #run: Run | undefined;

  /** @param intervals default: two seconds for entities of a broker on the own machine, five on Azure */
  constructor(context: DashboardContext, intervals?: Partial<LiveIntervals>) {
    this.#context = context;
    this.#intervals = { ...(context.monitor === undefined ? azureIntervals : localIntervals), ...intervals };
  }

  /**
   * Tells what is known now, and from then on what changes.
   *
   * @returns ends it
   */
  listen(listener: LiveListener): () => void {
    for (const [name, data] of this.#latest) listener(name, data);
    this.#listeners.add(listener);
    this.#run ??= this.#begin();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#end();
    };
  }

  #end(): void {
    this.#run?.end();
    this.#run = undefined;
    this.#latest.clear();
  }

  #begin(): Run {
    const { jobs, monitor } = this.#context;
    const ended = new AbortController();
    const { signal } = ended;
    const forgetJobs = jobs.onChange(together(() => this.#sendJobs(signal), jobsTogether));
    this.#sendJobs(signal);
    void this.#watchEntities(signal);
    if (monitor !== undefined) void this.#watchMonitor(monitor, signal);
    return {
      signal,
      end: () => {
        ended.abort();
        forgetJobs();
      },
    };
  }

  #sendJobs(signal: AbortSignal): void {
    this.#send(signal, 'jobs', this.#context.jobs.list());
  }

  /** Looks at the namespace, and tells whether it answers. */
  #watchEntities(signal: AbortSignal): Promise<void> {
    const { entities, log } = this.#context;
    return repeat(
      this.#intervals.entities,
      signal,
      async () => this.#send(signal, 'entities', await entities.list()),
      (failures, error) => {
        const problem = failures === 0 ? null : redact(problemOfError(error).message);
        if (failures === 1) log.warn({ problem }, 'the namespace does not answer');
        this.#send(signal, 'connection', { connected: failures === 0, problem });
      },
    );
  }

  /** Looks at what the broker tells beyond Service Bus, if it is one that does. */
  async #watchMonitor(monitor: Monitor, signal: AbortSignal): Promise<void> {
    if (!(await monitor.isThere())) return;
    const { log } = this.#context;
    const ended = (failures: number, error: unknown) => {
      if (failures === 1) log.debug({ problem: problemOfError(error).message }, 'the monitor does not answer');
    };
    const sendFigures = async () => this.#send(signal, 'figures', await monitor.get(monitorPaths.figures, figures));
    const sendAlerts = async () => this.#send(signal, 'alerts', await monitor.get(monitorPaths.alerts, alerts));
    await Promise.all([
      repeat(this.#intervals.figures, signal, sendFigures, ended),
      repeat(this.#intervals.alerts, signal, sendAlerts, ended),
    ]);
  }

  #send<Name extends keyof LiveEvents>(signal: AbortSignal, name: Name, value: LiveEvents[Name]): void {
    if (signal.aborted) return;
    const data = JSON.stringify(value);
    if (this.#latest.get(name) === data) return;
    this.#latest.set(name, data);
    for (const listener of this.#listeners) listener(name, data);
  }
}
