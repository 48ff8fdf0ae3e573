import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { outputKeys, outputsFileVariable, stackOutputDefinitions } from '@ams/stack-outputs';
import type { z } from 'zod';

import { fromSource } from '../from-source.js';

/** An app failed, or said something that is not a summary. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure';
}

/** Runs apps as processes of their own, as a user would. */
export interface AppRunner {
  /**
   * Runs an app to its end.
   *
   * @param app folder of the app.
   * @param summary shape of the line of JSON that it ends with.
   * @throws AppFailure with what the app said on standard error.
   */
  run<Summary>(app: string, args: readonly string[], summary: z.ZodType<Summary>): Promise<Summary>;
  /**
   * Runs an app to its end.
   *
   * @param line shape of each line of JSON that it prints.
   * @throws AppFailure with what the app said on standard error.
   */
  list<Line>(app: string, args: readonly string[], line: z.ZodType<Line>): Promise<readonly Line[]>;
  /**
   * Runs an app to its end.
   *
   * @returns what it prints for people.
   * @throws AppFailure with what the app said on standard error.
   */
  tell(app: string, args: readonly string[]): Promise<string>;
}

/**
 * @param root folder of the workspace
 * @param outputsFile tells the apps how to connect
 * @param signal ends all of them
 */
export function appRunner(root: string, outputsFile: string, signal: AbortSignal): AppRunner {
  const printedBy = async (app: string, args: readonly string[]): Promise<string> => {
    const program = join(root, 'apps', app, 'src', 'main.ts');
    const options = ['--outputs', outputsFile, '--log-level', 'error'];
    const child = spawn(process.execPath, fromSource(program, ...options, ...args), {
      cwd: root,
      env: withoutOutputs(process.env),
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
    });
    let printed = '';
    let reported = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += String(chunk)));
    child.stderr.on('data', (chunk: Buffer) => (reported += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new AppFailure(`${app} ended with exit code ${code}:\n${reported || printed}`);
    return printed.trimEnd();
  };
  const linesOf = async (app: string, args: readonly string[]): Promise<readonly string[]> =>
    (await printedBy(app, ['--json', ...args])).split('\n').filter((line) => line !== '');
  return {
    run: async (app, args, summary) => summary.parse(JSON.parse((await linesOf(app, args)).at(-1) ?? '')),
    list: async (app, args, line) => (await linesOf(app, args)).map((text) => line.parse(JSON.parse(text))),
    tell: printedBy,
  };
}

/** Variables that name a deployed namespace would win over the story's own outputs, and send its messages there. */
export function withoutOutputs(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const outputs = new Set([outputsFileVariable, ...outputKeys.map((key) => stackOutputDefinitions[key].variable)]);
  return Object.fromEntries(Object.entries(env).filter(([name]) => !outputs.has(name)));
}
