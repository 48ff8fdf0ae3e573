import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';
import { synthesizedIn, type Stacks } from './synthesized.js';

export const workspace = fileURLToPath(new URL('../../..', import.meta.url));
export const constructs = join(workspace, 'packages', 'constructs');

const require = createRequire(import.meta.url);

/** The version of a package that this workspace works with. */
export function versionHere(name: string): string {
  return (require(`${name}/package.json`) as { readonly version: string }).version;
}

/** The program that uses every construct. */
export const everything = readFileSync(join(constructs, 'examples', 'everything.ts'), 'utf8');

/** What that program synthesizes to in this workspace, from source. */
export function synthesizedHere(outdir: string): Stacks {
  const program = join(constructs, 'examples', 'everything.ts');
  run('node', ['--conditions=@ams/source', '--import', 'tsx', program], workspace, { CDKTF_OUTDIR: outdir });
  return synthesizedIn(outdir);
}
