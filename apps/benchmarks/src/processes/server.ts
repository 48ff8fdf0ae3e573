import type { Bench } from './bench.js';
import { type PrintedLine, startProgram } from './program.js';
import type { Usage } from './usage.js';

export interface ServerProgram {
  /** What it is called in messages. */
  readonly name: string;
  /** TypeScript source below the workspace's folder. */
  readonly source: string;
  readonly args: readonly string[];
}

/** A server that clients can connect to. */
export interface RunningServer {
  /** May do everything. */
  readonly connectionString: string;
  /** When it said that it listens, by `performance.now()`. */
  readonly listeningAt: number;
}

export interface Served<Result> {
  readonly result: Result;
  /** What the server used, from its start to its end. */
  readonly usage: Usage;
  /** What it said last. */
  readonly lastLine: PrintedLine | undefined;
}

/**
 * Starts a server that prints its connection string, and ends it when the work is done.
 *
 * @throws ProgramFailure when it does not start, or fails.
 */
export async function withServer<Result>(
  { root, folder, signal }: Bench,
  program: ServerProgram,
  work: (server: RunningServer) => Promise<Result>,
): Promise<Served<Result>> {
  const server = startProgram({ ...program, root, folder, signal });
  try {
    const { text, at } = await server.line('Endpoint=');
    const result = await work({ connectionString: text, listeningAt: at });
    server.stop();
    return { result, ...(await server.ended) };
  } finally {
    server.stop();
    await server.ended.catch(() => undefined);
  }
}
