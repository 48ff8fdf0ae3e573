import type { Connection } from '@ams/monitor-api';
import { useLocation } from 'preact-iso';

import { api } from '../../api-client.js';
import { TextField } from '../../components/field.js';
import { Page } from '../../components/page.js';
import { EmptyState, Loaded } from '../../components/states.js';
import { plural } from '../../format.js';
import { useResource } from '../../live/resource.js';
import { NeedsMonitor } from '../needs-monitor.js';
import { matchesConnection } from './match-connection.js';
import { ConnectionView } from './connection-view.js';

const pause = 2_000;

/** Who is connected to the broker: what each sends to and receives from, and what it holds. */
export function ConnectionsPage() {
  return (
    <Page title="Connections" lead="Who is connected, what they send to and receive from, and what they hold.">
      <NeedsMonitor what="Connections">
        <ConnectionList />
      </NeedsMonitor>
    </Page>
  );
}

function ConnectionList() {
  const { query, path, route } = useLocation();
  const search = query['search'] ?? query['connection'] ?? '';
  const resource = useResource('connections', (signal) => api.monitor.connections(signal), pause);
  const find = (text: string) => route(text === '' ? path : `${path}?search=${encodeURIComponent(text)}`, true);
  return (
    <Loaded resource={resource} lines={8}>
      {({ connections }) =>
        connections.length === 0 ? (
          <EmptyState title="Nobody is connected">
            A client appears here as soon as it sends or receives. This page itself asks over HTTP as well.
          </EmptyState>
        ) : (
          <>
            <div class="search" data-search role="search">
              <TextField
                label="Find by client, entity or address"
                type="search"
                value={search}
                placeholder="/ to search"
                onInput={find}
              />
              <p class="muted small" role="status">
                {plural(connections.length, 'connection')}
              </p>
            </div>
            <Found connections={connections.filter((each) => matchesConnection(each, search))} search={search} />
          </>
        )
      }
    </Loaded>
  );
}

function Found({ connections, search }: { readonly connections: readonly Connection[]; readonly search: string }) {
  if (connections.length === 0) return <EmptyState title={`No connection has "${search}" in it`} />;
  return (
    <ul class="connections" aria-label="Connections">
      {connections.map((connection) => (
        <li key={connection.id}>
          <ConnectionView connection={connection} />
        </li>
      ))}
    </ul>
  );
}
