import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Stack {
  readonly terraform: { readonly backend?: unknown; readonly required_providers: ProviderVersions };
}

type ProviderVersions = Readonly<Record<string, { readonly version?: string }>>;

/** Synthesized stacks by name, each without what tells where and by which version of CDKTF it was synthesized. */
export type Stacks = Readonly<Record<string, Stack>>;

export function synthesizedIn(outdir: string): Stacks {
  const folder = join(outdir, 'stacks');
  return Object.fromEntries(
    readdirSync(folder).map((name) => [name, withoutOrigin(readFileSync(join(folder, name, 'cdk.tf.json'), 'utf8'))]),
  );
}

function withoutOrigin(json: string): Stack {
  const { terraform, ...rest } = JSON.parse(json, dropMetadata) as Stack;
  // The state of the local backend is beside the program.
  return { ...rest, terraform: { ...terraform, backend: undefined } };
}

function dropMetadata(key: string, value: unknown): unknown {
  return key === '//' ? undefined : value;
}

/** The same stacks, without the versions of the providers that they ask for. */
export function withoutProviderVersions(stacks: Stacks): Stacks {
  return Object.fromEntries(
    Object.entries(stacks).map(([name, stack]) => [
      name,
      { ...stack, terraform: { ...stack.terraform, required_providers: {} } },
    ]),
  );
}
