import { problemOf, redact } from '@ams/messaging-runtime';

import type { JobState, JobView } from '../../api/index.js';

/** Messages that stayed, of which the page is told. */
const mostStayed = 50;

/** What a job is about. */
export interface JobSubject {
  readonly kind: JobView['kind'];
  /** For people: `Purge orders`. */
  readonly title: string;
  /** Path of the entity, which no other job works on meanwhile. */
  readonly entity: string;
}

/** A message that stayed where it was, and why. */
export type Stayed = JobView['stayed'][number];

/** Does the job. What it throws is the job's failure. */
export type JobWork = (job: Job) => Promise<void>;

/** Work on messages that goes on while people watch it. */
export class Job {
  readonly id: string;
  readonly #subject: JobSubject;
  readonly #startedAt: number;
  readonly #now: () => number;
  readonly #changed: () => void;
  readonly #stop = new AbortController();
  readonly #counts: Record<string, number> = {};
  #stayed: readonly Stayed[] = [];
  #state: JobState = 'running';
  #endedAt: number | null = null;
  #total: number | null = null;
  #done = 0;
  #problem: string | null = null;

  /** @param changed called whenever the view is another one */
  constructor(id: string, subject: JobSubject, now: () => number, changed: () => void) {
    this.id = id;
    this.#subject = subject;
    this.#now = now;
    this.#changed = changed;
    this.#startedAt = now();
  }

  get entity(): string {
    return this.#subject.entity;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  /** Fires when somebody stops the job. What is under way is finished, and no more begun. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Tells how many messages are meant. */
  expect(total: number): void {
    this.#total = total;
    this.#changed();
  }

  /** Counts messages that are done with, by what became of them. */
  count(outcome: string, messages = 1): void {
    this.#counts[outcome] = (this.#counts[outcome] ?? 0) + messages;
    this.#done += messages;
    this.#changed();
  }

  /** Names a message that stayed, beside counting it. */
  stay(message: Stayed): void {
    this.#stayed = [...this.#stayed, { ...message, problem: redact(message.problem) }].slice(-mostStayed);
    this.#changed();
  }

  stop(): void {
    this.#stop.abort();
  }

  /** Does the work to its end, whichever that is. */
  async run(work: JobWork): Promise<void> {
    try {
      await work(this);
      this.#end(this.#stop.signal.aborted ? 'stopped' : 'done');
    } catch (error) {
      this.#problem = redact(error instanceof Error && error.message !== '' ? error.message : problemOf(error));
      this.#end('failed');
    }
  }

  get view(): JobView {
    return {
      id: this.id,
      ...this.#subject,
      state: this.#state,
      startedAt: new Date(this.#startedAt).toISOString(),
      endedAt: this.#endedAt === null ? null : new Date(this.#endedAt).toISOString(),
      total: this.#total,
      done: this.#done,
      counts: { ...this.#counts },
      problem: this.#problem,
      stayed: this.#stayed,
    };
  }

  #end(state: JobState): void {
    this.#state = state;
    this.#endedAt = this.#now();
    this.#changed();
  }
}
