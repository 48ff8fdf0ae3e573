import { randomUUID } from 'node:crypto';

import type { JobView } from '../../api/index.js';
import { isSamePath } from '../entities/entity-path.js';
import { ProblemError } from '../problem.js';
import { Job, type JobSubject, type JobWork } from './job.js';

/** Jobs that are remembered. */
const mostJobs = 100;

/** The jobs of this dashboard: one at a time for each entity, and those of before. They end with the process. */
export class Jobs {
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  readonly #running = new Map<Job, Promise<void>>();
  #jobs: readonly Job[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The newest first. */
  list(): readonly JobView[] {
    return this.#jobs.map(({ view }) => view);
  }

  /**
   * Begins a job.
   *
   * @throws ProblemError 409 while another one works on the entity
   */
  start(subject: JobSubject, work: JobWork): JobView {
    const other = this.#jobs.find((job) => job.isRunning && isSamePath(job.entity, subject.entity));
    if (other !== undefined) {
      throw new ProblemError(
        'busy',
        409,
        `"${other.view.title}" works on ${subject.entity}. Wait until it is done, or stop it.`,
      );
    }
    const job = new Job(randomUUID(), subject, this.#now, () => this.#tell());
    this.#jobs = [job, ...this.#jobs].filter(({ isRunning }, index) => isRunning || index < mostJobs);
    const run = job.run(work).then(() => void this.#running.delete(job));
    this.#running.set(job, run);
    return job.view;
  }

  /** Asks a job to stop. @throws ProblemError 404 */
  stop(id: string): JobView {
    const job = this.#jobs.find((each) => each.id === id);
    if (job === undefined) throw new ProblemError('not-found', 404, `There is no job ${id}, or none any more.`);
    job.stop();
    return job.view;
  }

  /** Calls whenever a job is another one than before. @returns ends it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Stops all of them, and waits until none is under way. */
  async close(): Promise<void> {
    for (const job of this.#running.keys()) job.stop();
    await Promise.all(this.#running.values());
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
