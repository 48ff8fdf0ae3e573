import type { Socket } from 'node:net';
import { createServer as createTlsServer, type Server as TlsServer, TLSSocket } from 'node:tls';

import type { AmqpStream, Introduction } from '../amqp/amqp-stream.js';
import type { ServerCertificate } from '../certificates/development-certificates.js';
import type { Clock } from '../engine/clock.js';
import type { BrokerLog } from '../log.js';
import { detectProtocol, firstBytesTimeout } from './detect-protocol.js';
import { type Protocol, saslHeader } from './first-bytes.js';

/** What stands behind a port. */
export interface Endpoints {
  /** Takes a stream whose next bytes are AMQP. */
  readonly amqp: (stream: AmqpStream, introduction: Introduction) => void;
  /** Takes a connection whose next bytes are HTTP. */
  readonly http: (socket: Socket) => void;
  /** The certificate to show, asked for whenever a client wants TLS. */
  readonly certificate: () => Promise<ServerCertificate>;
}

/** Hands every connection to who understands it: AMQP, HTTP, WebSockets with AMQP, and all of these inside TLS. */
export class ConnectionRouter {
  #tls: { readonly server: TlsServer; readonly certificate: ServerCertificate } | undefined;

  /** @param clock the machine's time, by which slow clients are cut off. */
  constructor(
    private readonly endpoints: Endpoints,
    private readonly clock: Clock,
    private readonly log: BrokerLog,
  ) {}

  /** @param socket a connection that nothing has been read from. */
  async accept(socket: Socket): Promise<void> {
    // A connection that breaks says so by closing; who reads it hears of the error as well.
    socket.on('error', (error) => this.log.debug({ error: error.message }, 'A connection broke'));
    const protocol = await detectProtocol(socket, this.clock);
    if (protocol === 'http') this.endpoints.http(socket);
    else if (protocol === 'tls' && !(socket instanceof TLSSocket)) await this.#startTls(socket);
    else this.#serveAmqp(socket, protocol);
  }

  /** @param stream what a WebSocket carries, from which nothing has been read. */
  async acceptWebSocket(stream: AmqpStream): Promise<void> {
    stream.on('error', (error) => this.log.debug({ error: error.message }, 'A WebSocket broke'));
    this.#serveAmqp(stream, await detectProtocol(stream, this.clock));
  }

  #serveAmqp(stream: AmqpStream, protocol: Protocol | undefined): void {
    if (protocol === undefined) stream.destroy();
    else if (protocol === 'amqp-sasl') this.endpoints.amqp(stream, 'sasl');
    else if (protocol === 'amqp') this.endpoints.amqp(stream, 'none');
    else this.#refuse(stream);
  }

  async #startTls(socket: Socket): Promise<void> {
    try {
      const server = this.#tlsServer(await this.endpoints.certificate());
      server.emit('connection', socket);
    } catch (error) {
      this.log.error({ error: String(error) }, 'There is no certificate to offer TLS with; the connection is closed');
      socket.destroy();
    }
  }

  #tlsServer(certificate: ServerCertificate): TlsServer {
    if (this.#tls?.certificate === certificate) return this.#tls.server;
    const server = createTlsServer({
      cert: certificate.certificate,
      key: certificate.key,
      minVersion: 'TLSv1.2',
      handshakeTimeout: firstBytesTimeout,
    });
    server.on('secureConnection', (socket) => void this.accept(socket));
    server.on('tlsClientError', (error, socket) => {
      this.log.debug({ error: error.message }, 'A TLS handshake failed');
      socket.destroy();
    });
    this.#tls = { server, certificate };
    return server;
  }

  /** AMQP's answer to what it does not understand: its own header, and the end. */
  #refuse(stream: AmqpStream): void {
    this.log.debug({}, 'A client spoke none of AMQP 1.0, TLS and HTTP; its connection is closed');
    // Unread bytes would have the system reset the connection before the client sees the answer.
    stream.resume();
    stream.end(saslHeader);
    const stopWaiting = this.clock.wakeAt(this.clock.now() + firstBytesTimeout, () => stream.destroy());
    stream.on('close', stopWaiting);
  }
}
