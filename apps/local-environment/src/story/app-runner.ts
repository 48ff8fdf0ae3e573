import type { z } from 'zod';

import { AppProcess } from './app-process.js';

/** An app that runs until it is told to stop. */
export interface Service {
  readonly url: string;
  /**
   * Stops it.
   *
   * @param summary shape of the line of JSON that it ends with.
   * @throws AppFailure with what the app said on standard error.
   */
  stop<Summary>(summary: z.ZodType<Summary>): Promise<Summary>;
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
  /**
   * Starts an app that answers over HTTP.
   *
   * @returns it, once it listens.
   * @throws AppFailure with what the app said on standard error.
   */
  serve(app: string, args: readonly string[]): Promise<Service>;
}

/**
 * @param root folder of the workspace
 * @param outputsFile tells the apps how to connect
 * @param signal ends all of them
 */
export function appRunner(root: string, outputsFile: string, signal: AbortSignal): AppRunner {
  const start = (app: string, args: readonly string[], logLevel = 'error'): AppProcess =>
    new AppProcess(app, root, ['--outputs', outputsFile, '--log-level', logLevel, ...args], signal);
  const printedBy = (app: string, args: readonly string[]): Promise<string> => start(app, args).printed();
  return {
    run: async (app, args, summary) => summary.parse(lastOf(await printedBy(app, ['--json', ...args]))),
    list: async (app, args, line) => linesOf(await printedBy(app, ['--json', ...args])).map((each) => line.parse(each)),
    tell: printedBy,
    async serve(app, args) {
      const service = start(app, ['--json', ...args], 'info');
      const url = await service.said(/http:\/\/[^\s"]+/);
      return { url, stop: async (summary) => summary.parse(lastOf(await service.stop())) };
    },
  };
}

const linesOf = (printed: string): readonly unknown[] =>
  printed
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

const lastOf = (printed: string): unknown => linesOf(printed).at(-1);
