import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { type ChildProgram, type EndedChild, startChild } from './child-program.js';
import { type Usage, usageSchema } from './usage.js';
import { usageFileVariable } from './usage-file.js';

export { type PrintedLine, ProgramFailure } from './child-program.js';

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

export interface EndedProgram extends EndedChild {
  readonly usage: Usage;
}

/** A program of the workspace that runs from its source, and says at its end what it used. */
export interface Program extends ChildProgram {
  readonly ended: Promise<EndedProgram>;
}

/** Arguments for Node that run TypeScript. */
export const fromSource = ['--conditions=@ams/source', '--import', 'tsx'] as const;

export function startProgram({ name, root, source, args, env, folder, signal }: ProgramOptions): Program {
  const usageFile = join(folder, `${name.replaceAll(' ', '-')}.usage.json`);
  const preloaded = pathToFileURL(join(root, 'apps', 'benchmarks', 'src', 'processes', 'report-usage.ts')).href;
  const child = startChild({
    name,
    command: [process.execPath, ...fromSource, '--import', preloaded, join(root, source), ...args],
    directory: root,
    env: { ...env, [usageFileVariable]: usageFile },
    signal,
  });
  const ended = child.ended.then((end) => ({
    ...end,
    usage: usageSchema.parse(JSON.parse(readFileSync(usageFile, 'utf8'))),
  }));
  // Whoever waits for a line hears of a failure first.
  ended.catch(() => undefined);
  return { ...child, ended };
}
