import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { stackName } from '@ams/stack-outputs';

import { startProgram } from './program.js';
import { workspaceRoot } from './workspace-root.js';

/** What all measurements have in common. */
export interface Bench {
  /** Folder of the workspace. */
  readonly root: string;
  /** For what is written while it is measured; removed in the end. On the disk of the workspace, since others may be in memory. */
  readonly folder: string;
  /** The synthesized stack of the environment `local`. */
  readonly stackFile: string;
  /** Ends everything early. */
  readonly signal: AbortSignal;
}

/** Synthesizes the stack, does the work, and leaves nothing behind. */
export async function withBench<Result>(signal: AbortSignal, work: (bench: Bench) => Promise<Result>): Promise<Result> {
  const root = workspaceRoot();
  const parent = join(root, '.data', 'benchmarks');
  await mkdir(parent, { recursive: true });
  const folder = await mkdtemp(join(parent, 'run-'));
  try {
    return await work({ root, folder, stackFile: await synthesize(root, folder, signal), signal });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns path of the Terraform configuration. */
async function synthesize(root: string, folder: string, signal: AbortSignal): Promise<string> {
  const output = join(folder, 'stack');
  await startProgram({
    name: 'stack',
    root,
    source: 'stacks/messaging/src/main.ts',
    args: [],
    env: { ENVIRONMENT: 'local', CDKTF_OUTDIR: output },
    folder,
    signal,
  }).ended;
  return join(output, 'stacks', stackName('local'), 'cdk.tf.json');
}
