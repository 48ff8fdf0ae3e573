import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** A broker in a process of its own. */
export interface RunningBroker {
  readonly process: ChildProcess;
  readonly port: number;
  readonly connectionString: string;
  readonly recoveredMessages: number;
}

const program = fileURLToPath(new URL('broker-process.ts', import.meta.url));

/** Starts a broker with the queues `orders` and `invoices`. @param port 0 takes any free one. */
export async function startBrokerProcess(directory: string, port = 0): Promise<RunningBroker> {
  const child = fork(program, [directory, String(port)], {
    execArgv: ['--conditions=@ams/source', '--import', 'tsx'],
  });
  const [started] = (await once(child, 'message')) as [Omit<RunningBroker, 'process'>];
  return { ...started, process: child };
}

/** Ends the process as a crash does. */
export async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
