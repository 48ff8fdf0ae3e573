import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The dashboard ended before it could be used. */
export class DashboardFailure extends Error {
  override readonly name = 'DashboardFailure';
}

export interface DashboardOptions {
  readonly environment: string;
  readonly outputsFile: string;
  /** Further options, as a user would give them. */
  readonly args?: readonly string[];
  /** Further variables. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The dashboard as a process of its own, as its users start it. */
export interface Dashboard {
  /** Address that it printed, with the token where there is one. */
  readonly address: string;
  /** All that it has said so far. */
  readonly said: () => string;
  readonly stop: () => Promise<void>;
}

const program = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** @throws DashboardFailure with what it said, when it ends instead of telling its address. */
export async function startDashboard({
  environment,
  outputsFile,
  args = [],
  env,
}: DashboardOptions): Promise<Dashboard> {
  const options = ['--environment', environment, '--outputs', outputsFile, '--port', '0', ...args];
  const child = spawn(process.execPath, ['--conditions=@ams/source', '--import', 'tsx', program, ...options], {
    env: { ...withoutSettings(process.env), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let printed = '';
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  const address = new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += String(chunk);
      printed += String(chunk);
      const [found] = /http:\/\/\S+(?=\s)/.exec(printed) ?? [];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) => reject(new DashboardFailure(`The dashboard ended with exit code ${code}:\n${said}`)));
  });
  return { address: await address, said: () => said, stop: () => stopped(child) };
}

/** The machine's own settings for a namespace would win over those of the test. */
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !name.startsWith('AMS_')));
}

async function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  await closed;
}
