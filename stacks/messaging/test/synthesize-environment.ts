import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackName, type Environment } from '@ams/stack-outputs';
import { createMessagingApp } from '../src/messaging-app.js';
import type { Variables } from '../src/settings/variables.js';

type Attributes = Readonly<Record<string, unknown>>;

/** A stack's `cdk.tf.json`, as far as tests look at it. */
export interface SynthesizedEnvironment {
  readonly resource: Readonly<Record<string, Readonly<Record<string, Attributes>>>>;
  readonly output: Readonly<Record<string, Attributes>>;
  readonly provider: Readonly<Record<string, unknown>>;
  readonly terraform: { readonly backend: Readonly<Record<string, Attributes>> };
}

/** Synthesizes an environment as `main.ts` does, and leaves out the metadata that CDKTF adds. */
export function synthesizeEnvironment(environment: Environment, variables: Variables = {}): SynthesizedEnvironment {
  const outdir = mkdtempSync(join(tmpdir(), 'messaging-stack-'));
  try {
    createMessagingApp([environment], { ...variables, CDKTF_OUTDIR: outdir }).synth();
    const text = readFileSync(join(outdir, 'stacks', stackName(environment), 'cdk.tf.json'), 'utf8');
    return JSON.parse(text, (key, value: unknown) => (key === '//' ? undefined : value)) as SynthesizedEnvironment;
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
