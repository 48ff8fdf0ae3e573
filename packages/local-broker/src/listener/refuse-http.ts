import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';

export interface HttpRefusal {
  readonly status: number;
  /** What is told to the client, as text. */
  readonly reason: string;
}

/** Answers a request that no HTTP server answers, and ends its connection. */
export function refuseHttp(socket: Socket, { status, reason }: HttpRefusal): void {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(reason)}`,
  ];
  socket.on('error', () => socket.destroy());
  // Unread bytes would have the system reset the connection before the client sees the answer.
  socket.resume();
  socket.end(`${head.join('\r\n')}\r\n\r\n${reason}`);
}
