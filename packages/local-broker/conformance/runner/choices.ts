import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { type Transport, transports } from '../harness/target.js';
import { type Client, clients } from './target.js';

/** What the command line asks for cannot be run. The message says what can. */
export class ChoiceError extends Error {
  override readonly name = 'ChoiceError';
}

/** What of the suite is to run. */
export interface Choices {
  readonly clients: readonly Client[];
  readonly transports: readonly Transport[];
  /** Pick files of cases by their names; all files when there is none. */
  readonly patterns: readonly string[];
}

/** @throws ChoiceError naming what is unknown, and what there is. */
export function choicesOf(parameters: readonly string[]): Choices {
  const { values, positionals: patterns } = parsed(parameters);
  const wanted = chosen('client', clients, values.client);
  for (const pattern of patterns) checkPattern(pattern, wanted);
  return { clients: wanted, transports: chosen('transport', transports, values.transport), patterns };
}

function parsed(parameters: readonly string[]) {
  try {
    return parseArgs({
      args: [...parameters],
      allowPositionals: true,
      options: { transport: { type: 'string', multiple: true }, client: { type: 'string', multiple: true } },
    });
  } catch (error) {
    throw new ChoiceError(`${(error as Error).message} There are --client, --transport and patterns.`);
  }
}

function chosen<Name extends string>(kind: string, all: readonly Name[], given: readonly string[] = []): Name[] {
  const unknown = given.find((name) => !all.some((known) => known.toLowerCase() === name.toLowerCase()));
  if (unknown !== undefined) throw new ChoiceError(`'${unknown}' is no ${kind}: give one of ${all.join(', ')}.`);
  return all.filter((name) => given.length === 0 || given.some((each) => each.toLowerCase() === name.toLowerCase()));
}

function checkPattern(pattern: string, wanted: readonly Client[]): void {
  const files = wanted.flatMap((client) => filesOf(client).map((file) => ({ client, file })));
  if (files.some(({ client, file }) => cases[client].picks(pattern, file))) return;
  const names = files.map(({ file }) => file.replace(/\..*$/, ''));
  throw new ChoiceError(`'${pattern}' picks no file of cases: give a part of ${names.join(', ')}.`);
}

interface Cases {
  readonly directory: string;
  readonly files: RegExp;
  picks(pattern: string, file: string): boolean;
}

/** Where the cases of a client are, and what its runner takes for a pattern. */
const cases: Readonly<Record<Client, Cases>> = {
  JavaScript: {
    directory: '../cases',
    files: /\.test\.ts$/,
    picks: (pattern, file) => isExpressionFor(pattern, `cases/${file}`),
  },
  Python: {
    directory: '../python',
    files: /^test_.+\.py$/,
    picks: (pattern, file) => file.replace(/\.py$/, '').includes(pattern),
  },
};

function filesOf(client: Client): readonly string[] {
  const { directory, files } = cases[client];
  return readdirSync(fileURLToPath(new URL(directory, import.meta.url)))
    .filter((name) => files.test(name))
    .sort();
}

function isExpressionFor(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'i').test(text);
  } catch {
    return false;
  }
}
