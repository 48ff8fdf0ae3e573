import { createServer, type Server } from 'node:http';

/** The HTTP side of a broker: a server that does not listen itself but is handed its connections. */
export interface HttpEndpoint {
  /** Gets its connections as events of that name; `server` of a Fastify application that is ready is one. */
  readonly server: Server;
  /** Called once no new connections come. */
  close(): Promise<void>;
}

/** Answers 404 to everything. */
export function emptyHttpEndpoint(): HttpEndpoint {
  const server = createServer((_request, response) => {
    response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' });
    response.end('There is nothing here.');
  });
  return { server, close: async () => void server.closeAllConnections() };
}
