import type { Connection, Connections, Link } from '@ams/monitor-api';

import type { ConnectionState } from '../amqp/connection-state.js';
import type { LinkState } from '../amqp/link-list.js';
import type { Namespace } from '../engine/namespace.js';
import type { MonitorContext } from './monitor.js';

/** Who is connected, and through which links they send and receive; the oldest connection first. */
export function connectionsOf({ openConnections, namespace, clock }: MonitorContext): Connections {
  const connections = Array.from(openConnections, ({ state }) => connectionOf(state, namespace));
  return { at: clock.now(), connections };
}

function connectionOf({ product, identities, links, ...state }: ConnectionState, namespace: Namespace): Connection {
  return {
    ...state,
    product: product ?? null,
    identities: [...identities],
    links: links.map((link) => linkOf(link, namespace)),
  };
}

const receiveModes = { 'peek-lock': 'peekLock', 'receive-and-delete': 'receiveAndDelete' } as const;

function linkOf({ path, mode, sessionId, locked, ...state }: LinkState, namespace: Namespace): Link {
  // Clients may spell an entity in another case.
  const { entity, subscription } = path ?? { entity: '' };
  const owner = { entity, subscription, management: false };
  return {
    ...state,
    entity: (namespace.sendable(owner) ?? namespace.receivable(owner))?.path ?? null,
    receiveMode: mode === undefined ? null : receiveModes[mode],
    sessionId: sessionId ?? null,
    locked: locked ?? null,
  };
}
