import { isIPv6 } from 'node:net';

import type { AmqpStream } from './amqp-stream.js';
import type { LinkState } from './link-list.js';

/** Where a connection comes from, and over what. */
export interface ConnectionOrigin {
  /** Counts the connections since the broker started. */
  readonly id: string;
  /** `127.0.0.1:50123` */
  readonly remoteAddress: string;
  readonly tls: boolean;
  readonly webSocket: boolean;
  /** Milliseconds since the epoch. */
  readonly openedAt: number;
}

/** A client's connection at one moment. */
export interface ConnectionState extends ConnectionOrigin {
  /** Name that the client gave itself. */
  readonly containerId: string;
  /** Name and version of its library, and of its platform, where it told them. */
  readonly product: string | undefined;
  /** Names of the access rules, or identities, that it has shown tokens of. */
  readonly identities: readonly string[];
  readonly links: readonly LinkState[];
}

/** A connection that tells how it is. */
export interface WatchedConnection {
  readonly state: ConnectionState;
}

/** What is known of a stream when it comes; later, when it is closed, it no longer says. */
export function originOf(stream: AmqpStream, id: string, openedAt: number): ConnectionOrigin {
  const { remoteAddress = '', remotePort = 0, encrypted = false, isWebSocket = false } = stream;
  const host = isIPv6(remoteAddress) ? `[${remoteAddress}]` : remoteAddress;
  return { id, openedAt, remoteAddress: `${host}:${remotePort}`, tls: encrypted, webSocket: isWebSocket };
}

const longest = 200;

/** What a client says of itself as it opens its connection: `MSJSClient 7.9.5 (Node.js 24)`. */
export function productOf(properties: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const text = (name: string): string | undefined => {
    const value = properties?.[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const library = [text('product'), text('version')].filter((part) => part !== undefined).join(' ');
  // Some clients put parentheses around it themselves.
  const platform = (text('framework') ?? text('platform'))?.replace(/^\((.*)\)$/, '$1');
  const product = platform === undefined ? library : `${library} (${platform})`.trimStart();
  return product === '' ? undefined : product.slice(0, longest);
}
