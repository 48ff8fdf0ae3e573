import { useState } from 'preact/hooks';

import type { EntityDetail, SessionView } from '../../api/entities.js';
import { api } from '../api-client.js';
import { Badge } from '../components/badge.js';
import { Button } from '../components/button.js';
import { Code } from '../components/code.js';
import { Dialog } from '../components/dialog.js';
import { Figure } from '../components/number.js';
import { EmptyState, Loaded } from '../components/states.js';
import { Table, type Column } from '../components/table.js';
import { plural } from '../format.js';
import { useResource } from '../live/resource.js';
import { browserAddress } from './addresses.js';
import { writeBrowserQuery } from './browser-query.js';
import { filterOfTerms } from './filter-terms.js';
import './messages.css';

/** The sessions of a queue or subscription that requires them. */
export function SessionsPage({ entity }: { readonly entity: EntityDetail }) {
  const sessions = useResource(entity.path, (signal) => api.sessions(entity.path, signal));
  const [shown, setShown] = useState<SessionView | undefined>();
  return (
    <div class="stack">
      <div class="row">
        <Button onClick={sessions.reload} disabled={sessions.loading}>
          Refresh
        </Button>
        <p class="muted small" role="status">
          {sessions.data !== null && `${plural(sessions.data.length, 'session')} found among the messages.`}
        </p>
      </div>
      <Loaded resource={sessions} lines={6}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No sessions">A session begins with the first message that names it.</EmptyState>
          ) : (
            <Table
              caption="Sessions"
              columns={columnsOf(entity.path, setShown)}
              rows={rows}
              rowKey={({ sessionId }) => sessionId}
              onOpen={setShown}
            />
          )
        }
      </Loaded>
      <StateDialog session={shown} onClose={() => setShown(undefined)} />
    </div>
  );
}

function columnsOf(entity: string, show: (session: SessionView) => void): readonly Column<SessionView>[] {
  return [
    { id: 'sessionId', title: 'Session id', cell: ({ sessionId }) => <span class="mono session-id">{sessionId}</span> },
    {
      id: 'messages',
      title: 'Messages',
      numeric: true,
      cell: ({ sessionId, messages }) => (
        <a href={messagesOf(entity, sessionId)}>
          <Figure value={messages} />
          <span class="hidden"> messages of session {sessionId}</span>
        </a>
      ),
    },
    {
      id: 'first',
      title: 'First sequence number',
      short: 'First',
      numeric: true,
      from: 'medium',
      cell: ({ firstSequenceNumber }) => <span class="mono">{firstSequenceNumber}</span>,
    },
    {
      id: 'state',
      title: 'State',
      grow: true,
      cell: (session) => <State session={session} onShow={() => show(session)} />,
    },
  ];
}

function messagesOf(entity: string, sessionId: string): string {
  const filter = filterOfTerms([{ kind: 'system', text: `sessionId=${sessionId}` }]);
  return browserAddress(entity, 'active', writeBrowserQuery({ filter, from: undefined }));
}

function State({ session, onShow }: { readonly session: SessionView; readonly onShow: () => void }) {
  const { state, stateIs, sessionId } = session;
  if (stateIs === 'held') return <Badge tone="accent">held by a receiver</Badge>;
  if (stateIs === 'unknown') return <span class="muted">not looked at</span>;
  if (stateIs === 'empty' || state === null) return <span class="muted">none</span>;
  return (
    <button type="button" class="example mono state-preview" onClick={onShow}>
      <span class="hidden">State of session {sessionId}: </span>
      {state.slice(0, 120)}
    </button>
  );
}

function StateDialog({
  session,
  onClose,
}: {
  readonly session: SessionView | undefined;
  readonly onClose: () => void;
}) {
  return (
    <Dialog
      title={session === undefined ? 'State' : `State of session ${session.sessionId}`}
      open={session !== undefined}
      onClose={onClose}
      width="wide"
    >
      {session !== undefined && <WholeState session={session} />}
    </Dialog>
  );
}

function WholeState({ session: { state, stateIs } }: { readonly session: SessionView }) {
  if (stateIs === 'held') {
    return <p>A receiver holds the session: its state can be read when it lets go.</p>;
  }
  if (stateIs === 'unknown') return <p>There are more sessions than there was time to look at.</p>;
  if (state === null || stateIs === 'empty') return <p>The session has no state.</p>;
  return (
    <div class="stack">
      <Badge>{stateIs}</Badge>
      <Code label="Session state" text={stateIs === 'json' ? JSON.stringify(JSON.parse(state), null, 2) : state} wrap />
    </div>
  );
}
