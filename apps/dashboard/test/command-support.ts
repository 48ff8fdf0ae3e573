import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import type { AppContext } from '@ams/messaging-runtime/cli';
import type { AppRun, TestSystem } from '@ams/messaging-runtime/testing';

import { dashboardCommand } from '../src/dashboard-command.js';

/** A dashboard that its command line has started. */
export interface Started {
  /** What it printed when it could be opened. */
  readonly line: string;
  /** The address in that line. */
  readonly address: URL;
  /** Asks for a path of it, and follows it nowhere else. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Response>;
  /** Stops it, as SIGTERM would. */
  readonly stop: () => Promise<AppRun>;
}

/** The command with a page that needs no building. */
function commandWithPage(folder: string) {
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Messages</title>');
  return (context: AppContext) => dashboardCommand(context, () => Promise.resolve(folder));
}

/** Runs the command to its end. */
export function runCommand(system: TestSystem, args: readonly string[], signal?: AbortSignal): Promise<AppRun> {
  return system.run(commandWithPage(system.folder), args, signal);
}

/**
 * Runs the command at any free port, until it is stopped.
 *
 * @throws Error with what it wrote, when it ends before it can be opened
 */
export async function startCommand(system: TestSystem, args: readonly string[] = []): Promise<Started> {
  const stopping = new AbortController();
  const printed = new EventTarget();
  let line = '';
  const create = commandWithPage(system.folder);
  const run = system.run(
    (context) =>
      create({
        ...context,
        print: (text) => {
          context.print(text);
          line = text;
          printed.dispatchEvent(new Event('line'));
        },
      }),
    ['--port', '0', ...args],
    stopping.signal,
  );
  const ended = await Promise.race([once(printed, 'line').then(() => undefined), run]);
  if (ended !== undefined) throw new Error(`the dashboard ended with ${ended.exitCode}: ${ended.stderr}`);
  const address = new URL(/http:\S+/.exec(line)?.[0] ?? '');
  return {
    line,
    address,
    ask: (path, init) => fetch(new URL(path, address), { redirect: 'manual', ...init }),
    stop: () => {
      stopping.abort();
      return run;
    },
  };
}
