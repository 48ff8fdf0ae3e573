import { useState } from 'preact/hooks';

import type { JobView } from '../../../api/index.js';
import { entityAddress } from '../../addresses.js';
import { api } from '../../api-client.js';
import { Badge, type Tone } from '../../components/badge.js';
import { Button } from '../../components/button.js';
import { jobCount } from '../../components/job-count.js';
import { toast } from '../../components/toast.js';
import { Time } from '../../components/time.js';
import { formatCount, formatDuration, plural } from '../../format.js';
import { now } from '../../live/live-store.js';
import { readOnlyReason } from '../../messages/read-only.js';

const tones: Readonly<Record<JobView['state'], Tone>> = {
  running: 'accent',
  done: 'good',
  stopped: 'warning',
  failed: 'critical',
};

/** One job: how far it is, what became of its messages, and which of them stayed and why. */
export function JobCard({ job }: { readonly job: JobView }) {
  const { id, title, entity, state, startedAt, problem, stayed } = job;
  return (
    <article class="job" aria-label={title}>
      <header>
        <Badge tone={tones[state]}>{state}</Badge>
        <h2>{title}</h2>
        {state === 'running' && <StopButton id={id} title={title} />}
      </header>
      <Progress job={job} />
      {problem !== null && <p class="field-error">{problem}</p>}
      <p class="muted small">
        <a class="mono" href={entityAddress(entity)}>
          {entity}
        </a>{' '}
        · begun <Time at={startedAt} /> · {state === 'running' ? 'for' : 'took'} {formatDuration(lengthOf(job))}
      </p>
      {stayed.length > 0 && (
        <details class="job-stayed">
          <summary>{plural(stayed.length, 'message')} stayed, the latest of them:</summary>
          <ul>
            {stayed.map(({ sequenceNumber, messageId, problem: why }) => (
              <li key={sequenceNumber}>
                <span class="mono">
                  {sequenceNumber} {messageId}
                </span>{' '}
                <span class="muted">{why}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </article>
  );
}

function Progress({ job }: { readonly job: JobView }) {
  const { title, total, done, counts, state } = job;
  const became = Object.entries(counts).map(([what, count]) => `${formatCount(count)} ${what}`);
  return (
    <div class="job-bar">
      {total === null ? (
        state === 'running' && <progress aria-label={title} />
      ) : (
        <progress aria-label={title} value={done} max={Math.max(total, 1)} />
      )}
      <p>
        <strong>{jobCount(job)}</strong>
        {became.length > 0 && <span class="muted"> · {became.join(', ')}</span>}
      </p>
    </div>
  );
}

/** Milliseconds that it has taken. */
function lengthOf({ startedAt, endedAt }: JobView): number {
  return (endedAt === null ? now.value : Date.parse(endedAt)) - Date.parse(startedAt);
}

function StopButton({ id, title }: { readonly id: string; readonly title: string }) {
  const [stopping, setStopping] = useState(false);
  const stop = async () => {
    setStopping(true);
    try {
      await api.stopJob(id);
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), 'failed');
      setStopping(false);
    }
  };
  return (
    <Button
      label={`Stop: ${title}`}
      disabled={stopping || readOnlyReason.value !== undefined}
      title={readOnlyReason.value}
      onClick={() => void stop()}
    >
      {stopping ? 'Stopping' : 'Stop'}
    </Button>
  );
}
