import type { Lock } from '@ams/monitor-api';

import { Badge } from '../../components/badge.js';
import { formatDuration } from '../../format.js';
import { now } from '../../live/live-store.js';

interface HolderProps {
  readonly lock: Pick<Lock, 'connectionId' | 'containerId' | 'link'>;
}

/** Whose a lock is. */
export function Holder({ lock: { connectionId, containerId, link } }: HolderProps) {
  if (connectionId === null) return <Badge tone="warning">nobody: the connection is gone</Badge>;
  return (
    <a
      class="mono small clipped"
      href={`/connections?connection=${encodeURIComponent(connectionId)}`}
      title={[containerId, link].filter(Boolean).join(', ')}
    >
      {containerId ?? connectionId}
    </a>
  );
}

/** Below this many milliseconds the consumer is about to lose its message. */
const soon = 10_000;

/** When a lock ends, unless it is renewed. */
export function TimeLeft({ until }: { readonly until: number }) {
  const left = until - now.value;
  if (left <= 0) return <Badge tone="warning">ran out</Badge>;
  return <span class={left < soon ? 'figure warning' : undefined}>in {formatDuration(left)}</span>;
}
