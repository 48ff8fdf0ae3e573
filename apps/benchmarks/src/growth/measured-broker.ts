import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import type { Topology } from '@ams/service-bus-model';

import { ProgramFailure } from '../processes/program.js';
import { type BrokerReport, type Memory, type Question, reportSchema } from './broker-report.js';

/** A durable broker in a process of its own that can be asked what it uses, while it works. */
export interface MeasuredBroker {
  /** May do everything. */
  readonly connectionString: string;
  /** Microseconds of the processor that it used since its start, on all cores. */
  readonly cpu: () => Promise<number>;
  /** Asking makes it collect garbage. */
  readonly memory: () => Promise<Memory>;
}

export interface BrokerStart {
  readonly topology: Topology;
  readonly dataDirectory: string;
  /** Ends everything early. */
  readonly signal: AbortSignal;
}

/**
 * Starts a broker, and ends it when the work is done.
 *
 * @throws ProgramFailure when it does not start, or ends before the work does.
 */
export async function withMeasuredBroker<Result>(
  { topology, dataDirectory, signal }: BrokerStart,
  work: (broker: MeasuredBroker) => Promise<Result>,
): Promise<Result> {
  const child = fork(
    fileURLToPath(new URL('broker-main.ts', import.meta.url)),
    [JSON.stringify(topology), dataDirectory],
    {
      execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  const closed = once(child, 'close');
  const failed = failureOf(child, signal);
  try {
    return await Promise.race([failed, work(await Promise.race([failed, askable(child)]))]);
  } finally {
    child.kill('SIGTERM');
    await closed;
  }
}

/** Never resolves; rejects when the process ends, which it is not to do by itself. */
async function failureOf(child: ChildProcess, signal: AbortSignal): Promise<never> {
  let reported = '';
  child.stderr?.on('data', (chunk: Buffer) => (reported += String(chunk)));
  const stop = (): void => void child.kill('SIGTERM');
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const [code, killedBy] = (await once(child, 'close').finally(() => signal.removeEventListener('abort', stop))) as [
    number | null,
    NodeJS.Signals | null,
  ];
  if (signal.aborted) throw new ProgramFailure('The broker was stopped before its end.');
  const end = killedBy === null ? `exit code ${code}` : `the signal ${killedBy}`;
  throw new ProgramFailure(`The broker ended too early, with ${end}. ${reported}`);
}

async function askable(child: ChildProcess): Promise<MeasuredBroker> {
  const { connectionString } = await next(child, 'listening');
  const ask = async <Kind extends Question>(kind: Kind) => {
    const answer = next(child, kind);
    child.send(kind);
    return await answer;
  };
  return {
    connectionString,
    cpu: async () => (await ask('cpu')).microseconds,
    memory: async () => (await ask('memory')).memory,
  };
}

/** The next report of a kind. */
async function next<Kind extends BrokerReport['kind']>(
  child: ChildProcess,
  kind: Kind,
): Promise<Extract<BrokerReport, { kind: Kind }>> {
  for (;;) {
    const [message] = (await once(child, 'message')) as [unknown];
    const report = reportSchema.parse(message);
    if (report.kind === kind) return report as Extract<BrokerReport, { kind: Kind }>;
  }
}
