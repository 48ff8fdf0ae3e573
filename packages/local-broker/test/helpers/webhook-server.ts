import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Call {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface WebhookServer {
  /** Without a path. */
  readonly url: string;
  readonly calls: readonly Call[];
  close(): Promise<void>;
}

/** A server that keeps what is posted to it. @param answer what it says to each call, by number from 0; default 200. */
export async function startWebhookServer(
  answer: (response: ServerResponse, call: number) => void = (response) => response.end(),
): Promise<WebhookServer> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      calls.push({ method, url, headers, body: JSON.parse(Buffer.concat(chunks).toString('utf8')) });
      answer(response, calls.length - 1);
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
