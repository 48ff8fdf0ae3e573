import type { Duplex } from 'node:stream';

/** What AMQP flows over: a TCP socket, a TLS socket, or the messages of a WebSocket. */
export interface AmqpStream extends Duplex {
  /** Where small writes could be held back: they must not be. */
  setNoDelay?(noDelay: boolean): unknown;
  /** The client's, where the stream is of a network. */
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
  /** Whether it runs inside TLS. */
  readonly encrypted?: boolean;
  readonly isWebSocket?: boolean;
  /** Ends the stream once what was written has left. */
  destroySoon(): void;
}

/** How a client begins: by saying with SASL who it is, or not at all. Either way its rights come from tokens. */
export type Introduction = 'sasl' | 'none';
