import { useState } from 'preact/hooks';

import type { JobView } from '../../api/index.js';
import { api } from '../api-client.js';
import { Badge, type Tone } from '../components/badge.js';
import { Button } from '../components/button.js';
import { jobCount } from '../components/job-count.js';
import { jobs } from '../live/live-store.js';
import { hasStayed, outcomeText } from './outcome-text.js';

const states: Readonly<Record<JobView['state'], { readonly label: string; readonly tone: Tone }>> = {
  running: { label: 'Running', tone: 'accent' },
  done: { label: 'Done', tone: 'good' },
  stopped: { label: 'Stopped', tone: 'warning' },
  failed: { label: 'Failed', tone: 'critical' },
};

/** The job as it is now. @param started as the server gave it back */
export function latestOf(started: JobView): JobView {
  return jobs.value?.find(({ id }) => id === started.id) ?? started;
}

/** How far a job is, what became of its messages, and what stayed and why. */
export function JobProgress({ started }: { readonly started: JobView }) {
  const job = latestOf(started);
  const { title, state, done, total, problem, stayed } = job;
  const { label, tone } = states[state];
  return (
    <section class="job-progress" aria-label={title}>
      <p class="row">
        <strong>{title}</strong> <Badge tone={tone}>{label}</Badge>
      </p>
      <progress aria-label={title} {...(total === null ? {} : { value: done, max: Math.max(total, 1) })} />
      <p role="status">
        {jobCount(job)}: {outcomeText(job)}
      </p>
      {problem !== null && <p class="field-error">{problem}</p>}
      {state === 'stopped' && <p>What was not reached is where it was. The same again goes on with it.</p>}
      {hasStayed(job) && stayed.length > 0 && (
        <div>
          <h3>What stayed, and why</h3>
          <ul class="stayed" tabIndex={0} aria-label="What stayed, and why">
            {stayed.map((each) => (
              <li key={each.sequenceNumber}>
                <span class="mono">{each.messageId === '' ? each.sequenceNumber : each.messageId}</span>
                <span>{each.problem}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {state === 'running' && <StopButton id={job.id} />}
    </section>
  );
}

function StopButton({ id }: { readonly id: string }) {
  const [isAsked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | undefined>();
  const stop = async () => {
    setAsked(true);
    try {
      await api.stopJob(id);
    } catch (error) {
      setAsked(false);
      setProblem(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <div class="row">
      <Button disabled={isAsked} onClick={() => void stop()}>
        {isAsked ? 'Stopping' : 'Stop'}
      </Button>
      {problem !== undefined && <p class="field-error">{problem}</p>}
    </div>
  );
}
