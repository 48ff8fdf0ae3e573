import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { outputKeys, stackOutputDefinitions, type Environment, type OutputKey } from './definitions.js';
import { OutputsError } from './errors.js';

/** Nearest folder at or above `from` that holds `nx.json`, or undefined outside of a workspace. */
export function findWorkspaceRoot(from: string = process.cwd()): string | undefined {
  if (existsSync(join(from, 'nx.json'))) return from;
  const parent = dirname(from);
  return parent === from ? undefined : findWorkspaceRoot(parent);
}

/**
 * Where an environment's outputs are kept unless told otherwise: `stacks/messaging/outputs.<environment>.json` of the
 * workspace that `from` (by default the working directory) lies in.
 *
 * @throws {@link OutputsError} outside of a workspace.
 */
export function outputsFilePath(environment: Environment, from: string = process.cwd()): string {
  const root = findWorkspaceRoot(from);
  if (root === undefined) {
    throw new OutputsError(
      `No nx.json at or above ${from}, so there is no default outputs file. Name one with --outputs <file> or AMS_OUTPUTS_FILE.`,
    );
  }
  return join(root, 'stacks', 'messaging', `outputs.${environment}.json`);
}

/**
 * Text of an outputs file as `cdktf deploy --outputs-file --outputs-file-include-sensitive-outputs` writes it, so that
 * whatever reads a deployed stack's outputs reads these too.
 *
 * @param stack name of the stack, see {@link stackName}
 */
export function serializeOutputs(stack: string, outputs: Readonly<Partial<Record<OutputKey, string>>>): string {
  const entries = outputKeys.flatMap((key) => {
    const value = outputs[key];
    return value === undefined ? [] : [[stackOutputDefinitions[key].output, value] as const];
  });
  return `${JSON.stringify({ [stack]: Object.fromEntries(entries) }, null, 2)}\n`;
}
