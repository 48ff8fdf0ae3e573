import { AmqpServer } from '../amqp/server.js';
import type { AmqpContext } from '../amqp/amqp-context.js';
import type { DevelopmentCertificates } from '../certificates/development-certificates.js';
import type { Clock } from '../engine/clock.js';
import type { HttpApplication } from '../http/index.js';
import { ConnectionRouter } from './connection-router.js';
import { HttpEndpoint } from './http-endpoint.js';
import { PortListener } from './port-listener.js';

export interface PortOptions {
  readonly host: string;
  /** 0 takes any free one. */
  readonly ports: readonly number[];
  readonly amqp: AmqpContext;
  /** Loads and starts the HTTP application, when it is first needed. */
  readonly http: () => Promise<HttpApplication>;
  readonly certificates: DevelopmentCertificates;
  /** The machine's time, whatever the time of the namespace is. */
  readonly networkClock: Clock;
}

/** The ports of a broker, each of which serves every protocol. */
export interface OpenPorts {
  /** In the order asked for, as they turned out to be. */
  readonly ports: readonly number[];
  /** Tells the clients, and closes every connection. */
  close(): Promise<void>;
}

/** @throws ListenError when a port is taken or the address is not this machine's. */
export async function openPorts({
  host,
  ports,
  amqp,
  http: start,
  certificates,
  networkClock,
}: PortOptions): Promise<OpenPorts> {
  const server = new AmqpServer(amqp, networkClock);
  amqp.namespace.onChange(() => server.checkLinks());
  const http = new HttpEndpoint({ start, webSocket: (stream) => void router.acceptWebSocket(stream), log: amqp.log });
  const router = new ConnectionRouter(
    {
      amqp: (stream, introduction) => server.accept(stream, introduction),
      http: (socket) => void http.accept(socket),
      certificate: () => certificates.server(),
    },
    networkClock,
    amqp.log,
  );
  const listener = await PortListener.listen(host, ports, (socket) => void router.accept(socket));
  return {
    ports: listener.ports,
    async close() {
      listener.stop();
      await server.close();
      await http.close();
      await listener.close();
    },
  };
}
