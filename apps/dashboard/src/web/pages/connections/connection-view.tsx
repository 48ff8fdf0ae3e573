import type { Connection, Link } from '@ams/monitor-api';

import { entityAddress } from '../../addresses.js';
import { Badge } from '../../components/badge.js';
import { Figure } from '../../components/number.js';
import { Table, type Column } from '../../components/table.js';
import { Time } from '../../components/time.js';

/** One client, and its links. */
export function ConnectionView({ connection }: { readonly connection: Connection }) {
  const { id, containerId, remoteAddress, product, openedAt, tls, webSocket, identities, links } = connection;
  return (
    <article class="connection" aria-label={containerId}>
      <header>
        <h2 class="mono">{containerId}</h2>
        {tls && <Badge>TLS</Badge>}
        {webSocket && <Badge>WebSocket</Badge>}
        <p class="muted small">
          <span class="mono">{remoteAddress}</span> · connected <Time at={openedAt} />
          {product !== null && ` · ${product}`}
          {identities.length > 0 && ` · as ${identities.join(', ')}`}
        </p>
      </header>
      {links.length === 0 ? (
        <p class="muted small">It has no links: it neither sends nor receives.</p>
      ) : (
        <Table
          caption={`Links of ${containerId}`}
          columns={columns}
          rows={links}
          rowKey={({ name, role, address }) => `${id} ${name} ${role} ${address}`}
        />
      )}
    </article>
  );
}

const columns: readonly Column<Link>[] = [
  {
    id: 'role',
    title: 'Does',
    keep: true,
    cell: ({ role }) => (role === 'sender' ? 'sends to' : 'receives from'),
  },
  { id: 'address', title: 'Address', grow: true, cell: (link) => <Address link={link} /> },
  {
    id: 'mode',
    title: 'Mode',
    keep: true,
    from: 'medium',
    cell: ({ receiveMode }) => (receiveMode === null ? null : modes[receiveMode]),
  },
  { id: 'messages', title: 'Messages', numeric: true, cell: ({ messages }) => <Figure value={messages} /> },
  { id: 'credit', title: 'Credit', numeric: true, cell: ({ credit }) => <Figure value={credit} /> },
  {
    id: 'locked',
    title: 'Under lock',
    numeric: true,
    cell: ({ locked }) => (locked === null ? null : <Figure value={locked} />),
  },
  {
    id: 'name',
    title: 'Link',
    from: 'wide',
    cell: ({ name }) => (
      <span class="mono small clipped" title={name}>
        {name}
      </span>
    ),
  },
];

const modes = { peekLock: 'peek-lock', receiveAndDelete: 'receive and delete' } as const;

function Address({ link: { address, entity, sessionId } }: { readonly link: Link }) {
  return (
    <span class="row">
      {entity === null ? (
        <span class="mono">{address}</span>
      ) : (
        <a class="mono" href={entityAddress(entity)}>
          {address}
        </a>
      )}
      {sessionId !== null && <Badge>session {sessionId}</Badge>}
    </span>
  );
}
