import type { Socket } from 'node:net';

import type { AmqpStream } from '../amqp/amqp-stream.js';
import type { HttpApplication } from '../http/index.js';
import type { BrokerLog } from '../log.js';
import { refuseHttp } from './refuse-http.js';

/** How long an HTTP connection may be silent, in milliseconds. */
const httpIdleTimeout = 60_000;

export interface HttpEndpointOptions {
  /** Loads and starts the application. Called for the first connection, and again after a failure. */
  readonly start: () => Promise<HttpApplication>;
  /** Takes a WebSocket whose next bytes are AMQP. */
  readonly webSocket: (stream: AmqpStream) => void;
  readonly log: BrokerLog;
}

/**
 * Serves HTTP, and WebSockets that begin with it. What that takes is loaded for the first connection: most clients
 * speak AMQP alone, and the broker is there sooner without it.
 */
export class HttpEndpoint {
  #application: Promise<HttpApplication> | undefined;
  #closed = false;

  constructor(private readonly options: HttpEndpointOptions) {}

  /** @param socket a connection whose next bytes are HTTP. */
  async accept(socket: Socket): Promise<void> {
    try {
      const { server } = await this.#started();
      if (!socket.destroyed) server.emit('connection', socket);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.options.log.error({ error: reason }, 'HTTP cannot be served; the connection is closed');
      refuseHttp(socket, { status: 503, reason: `The broker cannot serve HTTP: ${reason}` });
    }
  }

  /** Answers what has begun, and closes every connection. */
  async close(): Promise<void> {
    this.#closed = true;
    const application = await this.#application?.catch(() => undefined);
    await application?.close();
  }

  #started(): Promise<HttpApplication> {
    if (this.#closed) throw new Error('The broker is being closed.');
    this.#application ??= this.#start().catch((error: unknown) => {
      this.#application = undefined;
      throw error;
    });
    return this.#application;
  }

  async #start(): Promise<HttpApplication> {
    const { start, webSocket } = this.options;
    const { acceptWebSockets } = await import('./web-socket-endpoint.js');
    const application = await start();
    // It does not listen, so that its limits for slow requests do not apply; this one does.
    application.server.timeout = httpIdleTimeout;
    acceptWebSockets(application.server, webSocket);
    return application;
  }
}
