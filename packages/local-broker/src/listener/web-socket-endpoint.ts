import type { IncomingMessage, Server } from 'node:http';
import type { Socket } from 'node:net';

import { WebSocketServer } from 'ws';

import { type HttpRefusal, refuseHttp } from './refuse-http.js';
import { WebSocketStream } from './web-socket-stream.js';

/** Where clients of Service Bus ask for a WebSocket, and the sub-protocol that is AMQP over it. */
const path = '/$servicebus/websocket';
const subProtocol = 'AMQPWSB10';

/** Largest message of a WebSocket, in bytes: many frames of AMQP, each at most 64 KB. */
const maxPayload = 16 * 1024 * 1024;

/** Lets clients of the HTTP server go over to a WebSocket that carries AMQP. */
export function acceptWebSockets(server: Server, accept: (stream: WebSocketStream) => void): void {
  const webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    handleProtocols: () => subProtocol,
  });
  server.on('upgrade', (request, stream, head) => {
    const socket = stream as Socket;
    const refusal = refusalOf(request);
    if (refusal) refuseHttp(socket, refusal);
    else {
      webSockets.handleUpgrade(request, socket, head, (webSocket) => accept(new WebSocketStream(webSocket, socket)));
    }
  });
}

function refusalOf({ url = '/', headers }: IncomingMessage): HttpRefusal | undefined {
  const asked = url
    .replace(/[?#].*$/, '')
    .replace(/%24/g, '$')
    .replace(/\/+$/, '');
  if (asked.toLowerCase() !== path) {
    return { status: 404, reason: `There is no WebSocket at '${asked}'; AMQP is at '${path}'.` };
  }
  const offered = headers['sec-websocket-protocol']?.split(',').map((protocol) => protocol.trim()) ?? [];
  if (offered.includes(subProtocol)) return undefined;
  return {
    status: 400,
    reason: `The WebSocket speaks '${subProtocol}'; the client offers ${offered.join(', ') || 'no sub-protocol'}.`,
  };
}
