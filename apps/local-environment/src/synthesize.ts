import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Environment, stackName } from '@ams/stack-outputs';

import { fromSource } from './from-source.js';

/** The stack could not be synthesized. */
export class SynthesisError extends Error {
  override readonly name = 'SynthesisError';
}

/**
 * Synthesizes one environment's stack, as `cdktf synth` would, and returns the Terraform configuration that it yields.
 *
 * @param root folder of the workspace
 * @throws SynthesisError with what the stack said.
 */
export async function synthesize(root: string, environment: Environment): Promise<unknown> {
  const output = await mkdtemp(join(tmpdir(), 'ams-synth-'));
  try {
    const child = spawn(process.execPath, fromSource(join(root, 'stacks', 'messaging', 'src', 'main.ts')), {
      cwd: join(root, 'stacks', 'messaging'),
      env: { ...process.env, ENVIRONMENT: environment, CDKTF_OUTDIR: output },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new SynthesisError(`The stack '${stackName(environment)}' does not synthesize:\n${said}`);
    return JSON.parse(await readFile(join(output, 'stacks', stackName(environment), 'cdk.tf.json'), 'utf8'));
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}
