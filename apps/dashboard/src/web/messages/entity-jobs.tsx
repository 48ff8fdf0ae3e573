import { useEffect, useRef } from 'preact/hooks';

import type { JobView } from '../../api/jobs.js';
import { api } from '../api-client.js';
import { Button } from '../components/button.js';
import { jobCount } from '../components/job-count.js';
import { toast } from '../components/toast.js';
import { formatCount } from '../format.js';
import { jobs } from '../live/live-store.js';

interface EntityJobsProps {
  readonly entity: string;
  /** A job of the entity ended: what is shown may be gone. */
  readonly onEnded?: () => void;
}

/** What runs on an entity, and how far it is. */
export function EntityJobs({ entity, onEnded }: EntityJobsProps) {
  const running = (jobs.value ?? []).filter((job) => job.entity === entity && job.state === 'running');
  useEnded(entity, onEnded);
  if (running.length === 0) return null;
  return (
    <ul class="entity-jobs" aria-label={`Jobs on ${entity}`}>
      {running.map((job) => (
        <RunningJob key={job.id} job={job} />
      ))}
    </ul>
  );
}

function RunningJob({ job }: { readonly job: JobView }) {
  const { id, title, done, total } = job;
  const stop = () => {
    api.stopJob(id).catch((error: unknown) => toast(error instanceof Error ? error.message : String(error), 'failed'));
  };
  return (
    <li>
      <a href="/jobs">{title}</a>
      <progress aria-label={title} {...(total === null ? {} : { value: done, max: total })} />
      <span class="small">{jobCount(job)}</span>
      <Button onClick={stop}>Stop</Button>
    </li>
  );
}

/** Tells, once for each, that a job came to its end while this view was open. */
function useEnded(entity: string, onEnded: (() => void) | undefined): void {
  const known = useRef<ReadonlySet<string> | undefined>(undefined);
  const all = jobs.value;
  useEffect(() => {
    if (all === null) return;
    const over = all.filter((job) => job.entity === entity && job.state !== 'running');
    const news = over.filter(({ id }) => known.current !== undefined && !known.current.has(id));
    known.current = new Set(over.map(({ id }) => id));
    for (const job of news)
      toast(summaryOf(job), job.state === 'done' ? 'done' : 'failed', { href: '/jobs', label: 'Jobs' });
    if (news.length > 0) onEnded?.();
  }, [all, entity]);
}

/** `Purge orders: 120 deleted`, with the problem if there is one. */
function summaryOf({ title, state, counts, problem, stayed }: JobView): string {
  const parts = Object.entries(counts).map(([what, count]) => `${formatCount(count)} ${what}`);
  const ended = state === 'done' ? '' : ` ${state}`;
  const because = problem ?? stayed[0]?.problem;
  return `${title}${ended}: ${parts.join(', ') || 'nothing done'}${because === undefined ? '' : `. ${because}`}`;
}
