import { spawn } from 'node:child_process';
import { join } from 'node:path';

import type { AppContext } from '@ams/messaging-runtime/cli';

import { fromSource } from './from-source.js';
import { withoutOutputs } from './story/app-process.js';

/** Port of the dashboard unless told otherwise. */
export const defaultDashboardPort = 8090;

/** The dashboard, running beside the broker. */
export interface RunningDashboard {
  /** Resolves when it has ended, by itself or because it was stopped. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** Arguments for Node that run the dashboard of the local namespace. */
export function dashboardArguments(root: string, outputsFile: string, port: number): readonly string[] {
  const program = join(root, 'apps', 'dashboard', 'src', 'main.ts');
  const options = ['--environment', 'local', '--outputs', outputsFile, '--port', String(port), '--log-level', 'warn'];
  return fromSource(program, ...options);
}

/**
 * Runs the dashboard as a process of its own. Whatever becomes of it, this process goes on: messages do not need a page.
 * It ends with this process, however that ends, because the channel between them closes then.
 *
 * @param nodeArguments as {@link dashboardArguments} gives them
 */
export function startDashboard(
  nodeArguments: readonly string[],
  { print, report }: Pick<AppContext, 'print' | 'report'>,
): RunningDashboard {
  const child = spawn(process.execPath, nodeArguments, {
    env: withoutOutputs(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let stopping = false;
  const passOn = (tell: (line: string) => void) => (chunk: Buffer) => {
    if (!stopping) tell(String(chunk).trimEnd());
  };
  child.stdout?.on('data', passOn(print));
  child.stderr?.on('data', passOn(report));
  const ended = new Promise<void>((resolve) => {
    child.once('close', (code: number | null) => {
      if (!stopping) report(farewell(code));
      resolve();
    });
  });
  return {
    ended,
    stop() {
      stopping = true;
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function farewell(code: number | null): string {
  const how = code === null ? 'was killed' : `ended with exit code ${code}`;
  return `The dashboard ${how}; the broker goes on. Start it again with: npx nx run dashboard:serve --port <number>`;
}
