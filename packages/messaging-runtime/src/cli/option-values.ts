import { resolve } from 'node:path';
import { InvalidArgumentError } from '@commander-js/extra-typings';
import { UsageError } from './run-app.js';

/** Reads an option's whole number, and refuses what is none or out of range, with the range. */
export function wholeNumber(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => inRange(text, /^\d+$/, 'a whole number', minimum, maximum);
}

/** Reads an option's number of seconds, which may have decimals. */
export function seconds(minimum: number, maximum: number): (text: string) => number {
  return (text) => inRange(text, /^\d+(\.\d+)?$/, 'a number of seconds', minimum, maximum);
}

/**
 * A file that the user names, as seen from where the user is: Nx runs an app in the app's own folder, and says where it
 * was called only through the package manager's `INIT_CWD`.
 *
 * @param project name of the app's Nx project
 * @throws UsageError if it names none
 */
export function userPath(file: string, project: string, env: NodeJS.ProcessEnv = process.env): string {
  if (file === '')
    throw new UsageError('an option for a file is "" and must name one: write its path, or leave the option out');
  const runByNx = env['NX_TASK_TARGET_PROJECT'] === project;
  return resolve((runByNx ? (env['INIT_CWD'] ?? env['NX_WORKSPACE_ROOT']) : undefined) ?? process.cwd(), file);
}

function inRange(text: string, form: RegExp, kind: string, minimum: number, maximum: number): number {
  const value = Number(text);
  if (form.test(text) && value >= minimum && value <= maximum) return value;
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `from ${minimum} to ${maximum}`;
  throw new InvalidArgumentError(`It must be ${kind} ${range}.`);
}
