import { stackOutputDefinitions, type Environment, type OutputKey } from './definitions.js';
import { OutputsError } from './errors.js';
import { findWorkspaceRoot, outputsFilePath } from './outputs-file.js';
import { commandThatWritesOutputs, readOutputsFile, type FoundOutputs } from './read-outputs-file.js';
import { outputSchema } from './schemas.js';

/** Variable that names the outputs file when no `--outputs` option does. */
export const outputsFileVariable = 'AMS_OUTPUTS_FILE';

export interface LoadStackOutputsOptions<Key extends OutputKey> {
  readonly environment: Environment;
  /** The outputs that the caller uses. No others are asked for, so that an app needs no more than its own secrets. */
  readonly needs: readonly Key[];
  /**
   * Outputs file, in the form of `cdktf deploy --outputs-file` or of `terraform output -json`, told apart by shape.
   * Default: `AMS_OUTPUTS_FILE`, else `stacks/messaging/outputs.<environment>.json` of the workspace.
   */
  readonly file?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * The outputs of an environment's stack that an app needs, checked. Each comes from its `AMS_*` variable if that is set
 * and not empty, else from the outputs file; with all of them in variables no file is needed.
 *
 * @throws {@link OutputsError} if a file or value is missing, malformed or of the wrong shape
 */
export function loadStackOutputs<const Key extends OutputKey>(
  options: LoadStackOutputsOptions<Key>,
): Readonly<Pick<Record<OutputKey, string>, Key>> {
  const { environment, needs, env = process.env } = options;
  const fromFile = needs.some((key) => variableOf(key, env) === undefined) ? readFile(options, env) : undefined;
  const values = needs.map((key) => [key, valueOf(key, env, fromFile, environment)] as const);
  return Object.fromEntries(values) as Record<Key, string>;
}

interface SourceFile {
  readonly path: string;
  readonly found: FoundOutputs;
}

function readFile(
  { environment, needs, file }: LoadStackOutputsOptions<OutputKey>,
  env: Readonly<Record<string, string | undefined>>,
): SourceFile {
  const path = file ?? nonEmpty(env[outputsFileVariable]) ?? outputsFilePath(environment);
  const found = readOutputsFile(path, environment);
  if (found === undefined) {
    const variables = needs
      .filter((key) => variableOf(key, env) === undefined)
      .map((key) => stackOutputDefinitions[key].variable);
    throw new OutputsError(
      `No outputs of environment ${environment}: ${path} does not exist. ${wayTo(path, environment)}, or set ${variables.join(', ')}.`,
    );
  }
  return { path, found };
}

/** A file that the user chose is not the one that the command writes. */
function wayTo(path: string, environment: Environment): string {
  const command = commandThatWritesOutputs(environment);
  const isDefault = findWorkspaceRoot() !== undefined && path === outputsFilePath(environment);
  return isDefault ? `Write it: ${command}` : `Check the path, or leave it out and run ${command} first`;
}

function valueOf(
  key: OutputKey,
  env: Readonly<Record<string, string | undefined>>,
  file: SourceFile | undefined,
  environment: Environment,
): string {
  const { output, variable, sensitive } = stackOutputDefinitions[key];
  const fromVariable = variableOf(key, env);
  const value: unknown = fromVariable ?? file?.found.get(key);
  if (value === undefined) {
    const hint = sensitive ? ' (sensitive: it takes --outputs-file-include-sensitive-outputs)' : '';
    throw new OutputsError(
      `${file?.path ?? 'The environment'} has no ${output}${hint}. Write it: ${commandThatWritesOutputs(environment)}, or set ${variable}.`,
    );
  }
  const checked = outputSchema(key).safeParse(value);
  if (checked.success) return checked.data;
  const place = fromVariable === undefined ? `${output} in ${file?.path}` : variable;
  const shown = sensitive ? '' : `, but is ${JSON.stringify(value)?.slice(0, 80)}`;
  const rules = checked.error.issues.map((issue) => issue.message).join('; ');
  throw new OutputsError(`${place} ${rules}${shown}. Write it anew: ${commandThatWritesOutputs(environment)}`);
}

function variableOf(key: OutputKey, env: Readonly<Record<string, string | undefined>>): string | undefined {
  return nonEmpty(env[stackOutputDefinitions[key].variable]);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
