import type { Lock } from '@ams/monitor-api';

import { messageAddress } from '../../addresses.js';
import { api } from '../../api-client.js';
import { Badge } from '../../components/badge.js';
import { Figure } from '../../components/number.js';
import { EmptyState, Loaded } from '../../components/states.js';
import { Table, type Column } from '../../components/table.js';
import { formatDuration, plural, unknown } from '../../format.js';
import { now } from '../../live/live-store.js';
import { useResource } from '../../live/resource.js';
import { Holder, TimeLeft } from './lock-cells.js';
import { SessionLocks } from './session-locks.js';

/** Locks come and go within seconds. */
const pause = 2_000;

/** Messages and sessions that somebody holds: who, since when, and for how much longer. */
export function LocksTab({ entity }: { readonly entity: string }) {
  const resource = useResource(entity, (signal) => api.monitor.locks(entity, signal), pause);
  return (
    <Loaded resource={resource} lines={6}>
      {({ locks, sessions, total }) =>
        locks.length === 0 && sessions.length === 0 ? (
          <EmptyState title="Nobody holds a message">
            A message is under lock from the moment a receiver gets it until it is settled, or its lock runs out.
          </EmptyState>
        ) : (
          <>
            <p class="muted small">
              {plural(total, 'message')} under lock
              {total > locks.length && `; the ${locks.length} oldest locks are shown`}
            </p>
            <Table
              caption={`Messages of ${entity} under lock`}
              columns={columns}
              rows={locks}
              rowKey={({ sequenceNumber, deadLetter }) => `${deadLetter} ${sequenceNumber}`}
              href={({ sequenceNumber, deadLetter }) =>
                messageAddress(entity, deadLetter ? 'dead-letters' : 'messages', sequenceNumber)
              }
            />
            {sessions.length > 0 && <SessionLocks entity={entity} sessions={sessions} />}
          </>
        )
      }
    </Loaded>
  );
}

const columns: readonly Column<Lock>[] = [
  { id: 'number', title: 'Sequence number', cell: ({ sequenceNumber }) => <span class="mono">{sequenceNumber}</span> },
  {
    id: 'message',
    title: 'Message',
    grow: true,
    cell: ({ messageId, deadLetter }) => (
      <span class="row">
        <span class="mono">{messageId ?? unknown}</span>
        {deadLetter && <Badge tone="warning">dead letter</Badge>}
      </span>
    ),
  },
  { id: 'holder', title: 'Held by', cell: (lock) => <Holder lock={lock} /> },
  { id: 'age', title: 'Held for', numeric: true, cell: ({ lockedAt }) => formatDuration(now.value - lockedAt) },
  { id: 'left', title: 'Runs out', numeric: true, cell: ({ lockedUntil }) => <TimeLeft until={lockedUntil} /> },
  {
    id: 'deliveries',
    title: 'Deliveries',
    numeric: true,
    from: 'medium',
    cell: ({ deliveryCount }) => <Figure value={deliveryCount} />,
  },
  {
    id: 'session',
    title: 'Session',
    from: 'wide',
    cell: ({ sessionId }) => (sessionId === null ? null : <span class="mono">{sessionId}</span>),
  },
];
