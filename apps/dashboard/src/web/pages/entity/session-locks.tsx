import type { SessionLock } from '@ams/monitor-api';

import { Badge } from '../../components/badge.js';
import { Figure } from '../../components/number.js';
import { Table, type Column } from '../../components/table.js';
import { formatDuration, plural } from '../../format.js';
import { now } from '../../live/live-store.js';
import { Holder, TimeLeft } from './lock-cells.js';

interface SessionLocksProps {
  readonly entity: string;
  readonly sessions: readonly SessionLock[];
}

/** Sessions that somebody holds, be messages of them under lock or not: nobody else gets messages of theirs. */
export function SessionLocks({ entity, sessions }: SessionLocksProps) {
  return (
    <>
      <p class="muted small">{plural(sessions.length, 'session')} held</p>
      <Table
        caption={`Sessions of ${entity} that are held`}
        columns={columns}
        rows={sessions}
        rowKey={({ sessionId, deadLetter }) => `${deadLetter} ${sessionId}`}
      />
    </>
  );
}

const columns: readonly Column<SessionLock>[] = [
  {
    id: 'session',
    title: 'Session',
    grow: true,
    cell: ({ sessionId, deadLetter }) => (
      <span class="row">
        <span class="mono">{sessionId}</span>
        {deadLetter && <Badge tone="warning">dead letters</Badge>}
      </span>
    ),
  },
  { id: 'holder', title: 'Held by', cell: (lock) => <Holder lock={lock} /> },
  { id: 'age', title: 'Held for', numeric: true, cell: ({ lockedAt }) => formatDuration(now.value - lockedAt) },
  { id: 'left', title: 'Runs out', numeric: true, cell: ({ lockedUntil }) => <TimeLeft until={lockedUntil} /> },
  { id: 'messages', title: 'Messages', numeric: true, cell: ({ messages }) => <Figure value={messages} /> },
];
