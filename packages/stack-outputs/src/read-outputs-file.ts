import { readFileSync } from 'node:fs';
import { outputKeys, stackName, stackOutputDefinitions, type Environment, type OutputKey } from './definitions.js';
import { OutputsError } from './errors.js';
import { deployedStackSchema, terraformOutputSchema } from './schemas.js';

/** Values found in a file, not yet looked at. */
export type FoundOutputs = ReadonlyMap<OutputKey, unknown>;

/** The command that makes an environment's outputs. */
export function commandThatWritesOutputs(environment: Environment): string {
  return environment === 'local' ? 'npm run local' : `nx run messaging:deploy --configuration=${environment}`;
}

/**
 * Reads an outputs file, whichever of the two forms it has: that of `cdktf deploy --outputs-file` (outputs by stack) or
 * that of `terraform output -json` (an object with `value` by output). Should a file hold both, the second wins.
 *
 * @returns undefined if the file does not exist
 * @throws {@link OutputsError} if the file cannot be read, is not JSON, or speaks of other stacks only
 */
export function readOutputsFile(file: string, environment: Environment): FoundOutputs | undefined {
  const text = readText(file);
  if (text === undefined) return undefined;
  const content = parse(text, file, environment);
  const ofStack = content[stackName(environment)];
  const deployed = ofStack === undefined ? undefined : deployedStackSchema.safeParse(ofStack);
  if (deployed?.success === false) {
    throw new OutputsError(`${file}: ${stackName(environment)} must be an object of outputs. ${rewrite(environment)}`);
  }
  const found = new Map<OutputKey, unknown>();
  for (const key of outputKeys) {
    const { output } = stackOutputDefinitions[key];
    const terraform = terraformOutputSchema.safeParse(content[output]);
    if (terraform.success) found.set(key, terraform.data.value);
    else if (deployed !== undefined && output in deployed.data) found.set(key, deployed.data[output]);
  }
  if (found.size === 0 && deployed === undefined) {
    const stacks = Object.keys(content);
    throw new OutputsError(
      `${file} has no outputs of ${stackName(environment)}; it has ${stacks.length === 0 ? 'none at all' : stacks.slice(0, 5).join(', ')}. ${rewrite(environment)}`,
    );
  }
  return found;
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new OutputsError(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function parse(text: string, file: string, environment: Environment): Readonly<Record<string, unknown>> {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message quotes the text around the fault, which may hold a key.
    throw new OutputsError(`${file} is not JSON. ${rewrite(environment)}`);
  }
  const object = deployedStackSchema.safeParse(content);
  if (!object.success) throw new OutputsError(`${file} must hold a JSON object. ${rewrite(environment)}`);
  return object.data;
}

function rewrite(environment: Environment): string {
  return `Write it anew: ${commandThatWritesOutputs(environment)}`;
}
