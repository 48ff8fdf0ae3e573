import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

import { type Usage, usageFileVariable, usageSchema } from './usage.js';

/** A program of the workspace failed. */
export class ProgramFailure extends Error {
  override readonly name = 'ProgramFailure';
}

export interface ProgramOptions {
  /** What it is called in messages; no two that run at the same time have the same name. */
  readonly name: string;
  /** Folder of the workspace. */
  readonly root: string;
  /** TypeScript source below the workspace's folder. */
  readonly source: string;
  readonly args: readonly string[];
  /** Variables beside those of this process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Folder for what is measured. */
  readonly folder: string;
  /** Ends it early. */
  readonly signal: AbortSignal;
}

/** A line that a program printed. */
export interface PrintedLine {
  readonly text: string;
  /** When it was read, by `performance.now()`. */
  readonly at: number;
}

export interface EndedProgram {
  readonly lastLine: PrintedLine | undefined;
  readonly usage: Usage;
}

/** A program of the workspace that runs from its source, as a process of its own. */
export interface Program {
  /**
   * The first line that begins like this.
   *
   * @throws ProgramFailure when it ends before it prints one.
   */
  readonly line: (beginning: string) => Promise<PrintedLine>;
  /** @throws ProgramFailure with what the program said, when it ends with another exit code than 0. */
  readonly ended: Promise<EndedProgram>;
  /** Asks it to end. */
  readonly stop: () => void;
}

export function startProgram({ name, root, source, args, env, folder, signal }: ProgramOptions): Program {
  const usageFile = join(folder, `${name.replaceAll(' ', '-')}.usage.json`);
  const preloaded = pathToFileURL(join(root, 'apps', 'benchmarks', 'src', 'processes', 'report-usage.ts')).href;
  const child = spawn(
    process.execPath,
    ['--conditions=@ams/source', '--import', 'tsx', '--import', preloaded, join(root, source), ...args],
    { cwd: root, env: { ...process.env, ...env, [usageFileVariable]: usageFile }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  // A second signal would end it in the middle of what it does to end well.
  const stop = (): void => void (child.killed || child.kill('SIGTERM'));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop);
  const lines = createInterface({ input: child.stdout });
  const printed: PrintedLine[] = [];
  lines.on('line', (text) => printed.push({ text, at: performance.now() }));
  let reported = '';
  child.stderr.on('data', (chunk: Buffer) => (reported += String(chunk)));

  const ended = (async (): Promise<EndedProgram> => {
    const [code] = (await once(child, 'close').finally(() => signal.removeEventListener('abort', stop))) as [
      number | null,
    ];
    if (signal.aborted) throw new ProgramFailure(`The ${name} was stopped before its end.`);
    if (code !== 0) {
      const said = reported || printed.map(({ text }) => text).join('\n');
      throw new ProgramFailure(`The ${name} ended with ${code === null ? 'a signal' : `exit code ${code}`}:\n${said}`);
    }
    return { lastLine: printed.at(-1), usage: usageSchema.parse(JSON.parse(readFileSync(usageFile, 'utf8'))) };
  })();
  // Whoever waits for a line hears of a failure first.
  ended.catch(() => undefined);

  const line = async (beginning: string): Promise<PrintedLine> => {
    for (;;) {
      const found = printed.find(({ text }) => text.startsWith(beginning));
      if (found !== undefined) return found;
      const more = await Promise.race([once(lines, 'line').then(() => true), ended.then(() => false)]);
      if (!more)
        throw new ProgramFailure(`The ${name} ended before it printed a line that begins with '${beginning}'.`);
    }
  };
  return { line, ended, stop };
}
