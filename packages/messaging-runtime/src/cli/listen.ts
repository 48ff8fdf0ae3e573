import type { FastifyInstance } from 'fastify';

/**
 * Listens where the user said, or tells why that cannot be.
 *
 * @param port 0 takes any free one
 * @param announce what is logged for each address
 * @throws Error with the options that choose others
 */
export async function listen(
  app: Pick<FastifyInstance, 'listen'>,
  host: string,
  port: number,
  announce: (url: string) => string,
): Promise<void> {
  try {
    await app.listen({ host, port, listenTextResolver: announce });
  } catch (error) {
    const code: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined;
    const reason = typeof code === 'string' ? (reasons[code] ?? code) : String(error);
    throw new Error(`Cannot listen on ${host}:${port}: ${reason}. Choose others with --host and --port.`, {
      cause: error,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program has the port',
  EACCES: 'this user may not have the port',
  EADDRNOTAVAIL: 'this machine has no such address',
  ENOTFOUND: 'there is no such host',
};
