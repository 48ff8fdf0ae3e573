import { formatDuration } from '../format.js';
import { clockOffset, entities, liveness, now } from '../live/live-store.js';

/** Says that what is shown has grown old, for how long, and what is waited for. It stands below, so that nothing moves. */
export function ConnectionBanner() {
  const current = liveness.value;
  if (current.state !== 'lost') return <div role="status" class="hidden" />;
  const age = Math.max(1_000, now.value - clockOffset.value - current.since);
  const who = current.who === 'server' ? "The dashboard's server does not answer" : 'The namespace does not answer';
  return (
    <div role="status" class="banner">
      <strong>{who}.</strong>{' '}
      <span>
        {entities.value === null ? 'Nothing is known of it yet.' : `What is shown was true ${formatDuration(age)} ago.`}{' '}
        It goes on by itself.
      </span>
      {current.problem !== null && <code>{current.problem}</code>}
    </div>
  );
}
