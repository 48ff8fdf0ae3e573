import { formatExact, formatRelative, unknown } from '../format.js';
import { now } from '../live/live-store.js';

interface TimeProps {
  /** Milliseconds since the epoch, or ISO 8601. */
  readonly at: number | string | null | undefined;
  /** `exact` where many of them are compared. */
  readonly as?: 'relative' | 'exact';
}

/** A moment as it is from now, by the namespace's clock; the exact one is its title. */
export function Time({ at, as = 'relative' }: TimeProps) {
  const moment = typeof at === 'string' ? Date.parse(at) : (at ?? Number.NaN);
  if (Number.isNaN(moment)) return <span>{unknown}</span>;
  const exact = formatExact(moment);
  return (
    <time dateTime={new Date(moment).toISOString()} title={exact}>
      {as === 'exact' ? exact : formatRelative(moment, now.value)}
    </time>
  );
}
