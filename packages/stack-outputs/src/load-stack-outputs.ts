import { stackOutputDefinitions, type ConnectionStringKey, type Environment, type OutputKey } from './definitions.js';
import { OutputsError } from './errors.js';
import { findWorkspaceRoot, outputsFilePath } from './outputs-file.js';
import { commandThatWritesOutputs, readOutputsFile, type FoundOutputs } from './read-outputs-file.js';
import { outputSchema } from './schemas.js';

/** Variable that names the outputs file when no `--outputs` option does. */
export const outputsFileVariable = 'AMS_OUTPUTS_FILE';

export interface LoadStackOutputsOptions<Key extends OutputKey, AccessKey extends ConnectionStringKey = never> {
  readonly environment: Environment;
  /** The outputs that the caller uses. No others are asked for, so that an app needs no more than its own secrets. */
  readonly needs: readonly Key[];
  /**
   * Connection strings that the caller connects by if they are there. Where one is not, the namespace's host name comes
   * in its place, to be connected to by an identity of Azure. The local environment has no identities and needs them all.
   */
  readonly access?: readonly AccessKey[];
  /**
   * Outputs file, in the form of `cdktf deploy --outputs-file` or of `terraform output -json`, told apart by shape.
   * Default: `AMS_OUTPUTS_FILE`, else `stacks/messaging/outputs.<environment>.json` of the workspace.
   */
  readonly file?: string | undefined;
  /** Environment variables. Default: those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What was asked for: all needs, and for access the connection strings that there are, else the namespace's host name. */
export type StackOutputs<Key extends OutputKey, AccessKey extends ConnectionStringKey = never> = Readonly<
  Record<Key, string> & Partial<Record<AccessKey | 'namespaceHostname', string>>
>;

/**
 * The outputs of an environment's stack that an app needs, checked. Each comes from its `AMS_*` variable if that is set
 * and not empty, else from the outputs file; where variables suffice no file is read.
 *
 * @throws {@link OutputsError} if a file or value is missing, malformed or of the wrong shape
 */
export function loadStackOutputs<const Key extends OutputKey, const AccessKey extends ConnectionStringKey = never>(
  options: LoadStackOutputsOptions<Key, AccessKey>,
): StackOutputs<Key, AccessKey> {
  const { environment, needs, access = [], env = process.env } = options;
  const file = sufficesWithoutFile(options, env) ? undefined : readFile(options, env);
  const source: Source = { environment, env, file };
  const entries = needs.map((key) => [key, valueOf(key, source)] as const);
  return Object.fromEntries([...entries, ...accessValues(access, source)]) as StackOutputs<Key, AccessKey>;
}

/** Where values come from. */
interface Source {
  readonly environment: Environment;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: SourceFile | undefined;
}

interface SourceFile {
  readonly path: string;
  readonly found: FoundOutputs;
}

type AnyOptions = LoadStackOutputsOptions<OutputKey, ConnectionStringKey>;

function sufficesWithoutFile({ environment, needs, access = [] }: AnyOptions, env: Source['env']): boolean {
  const isSet = (key: OutputKey) => variableOf(key, env) !== undefined;
  const byIdentity = environment !== 'local' && isSet('namespaceHostname');
  return needs.every(isSet) && (byIdentity || access.every(isSet));
}

function readFile({ environment, needs, access = [], file }: AnyOptions, env: Source['env']): SourceFile {
  const path = file ?? nonEmpty(env[outputsFileVariable]) ?? outputsFilePath(environment);
  const found = readOutputsFile(path, environment);
  if (found === undefined) {
    const missing = [...needs, ...access].filter((key) => variableOf(key, env) === undefined);
    const variables = missing.map((key) => stackOutputDefinitions[key].variable);
    throw new OutputsError(
      `No outputs of environment ${environment}: ${path} does not exist. ${wayTo(path, environment)}, or set ${variables.join(', ')}${access.length === 0 ? '' : orByIdentity(environment)}.`,
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

function accessValues(keys: readonly ConnectionStringKey[], source: Source): readonly (readonly [OutputKey, string])[] {
  const found = keys.filter((key) => isThere(key, source)).map((key) => [key, valueOf(key, source)] as const);
  const missing = keys.find((key) => !isThere(key, source));
  if (missing === undefined) return found;
  if (source.environment === 'local') return [[missing, valueOf(missing, source)]];
  if (!isThere('namespaceHostname', source)) {
    const { output, variable } = stackOutputDefinitions[missing];
    const { output: hostname } = stackOutputDefinitions.namespaceHostname;
    throw new OutputsError(
      `${placeOf(source)} has neither ${output} nor ${hostname}. Write it anew: ${commandThatWritesOutputs(source.environment)}, or set ${variable}${orByIdentity(source.environment)}.`,
    );
  }
  return [...found, ['namespaceHostname', valueOf('namespaceHostname', source)]];
}

function orByIdentity(environment: Environment): string {
  const { variable } = stackOutputDefinitions.namespaceHostname;
  return environment === 'local'
    ? ''
    : ` (${variable} in place of connection strings connects by an identity of Azure)`;
}

function valueOf(key: OutputKey, source: Source): string {
  const { environment, env, file } = source;
  const { output, variable, sensitive } = stackOutputDefinitions[key];
  const fromVariable = variableOf(key, env);
  const value: unknown = fromVariable ?? file?.found.get(key);
  if (value === undefined) {
    const hint = sensitive ? ' (sensitive: it takes --outputs-file-include-sensitive-outputs)' : '';
    throw new OutputsError(
      `${placeOf(source)} has no ${output}${hint}. Write it: ${commandThatWritesOutputs(environment)}, or set ${variable}.`,
    );
  }
  const checked = outputSchema(key).safeParse(value);
  if (checked.success) return checked.data;
  const place = fromVariable === undefined ? `${output} in ${placeOf(source)}` : variable;
  const shown = sensitive ? '' : `, but is ${JSON.stringify(value)?.slice(0, 80)}`;
  const rules = checked.error.issues.map((issue) => issue.message).join('; ');
  throw new OutputsError(`${place} ${rules}${shown}. Write it anew: ${commandThatWritesOutputs(environment)}`);
}

function isThere(key: OutputKey, { env, file }: Source): boolean {
  return variableOf(key, env) !== undefined || (file?.found.get(key) ?? undefined) !== undefined;
}

function placeOf({ file }: Source): string {
  return file?.path ?? 'The environment';
}

function variableOf(key: OutputKey, env: Readonly<Record<string, string | undefined>>): string | undefined {
  return nonEmpty(env[stackOutputDefinitions[key].variable]);
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}
