import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSynthesizedStack } from '@ams/service-bus-model';
import { stackName, type Environment } from '@ams/stack-outputs';
import { createMessagingApp } from '../messaging-app.js';
import { topologyPage, type Files } from './topology-page.js';

/** The environment that the documentation shows. */
export const shownEnvironment: Environment = 'prod';

/** Synthesizes an environment with the settings of its file, and draws it. */
export function drawEnvironment(environment: Environment = shownEnvironment): Files {
  const outdir = mkdtempSync(join(tmpdir(), 'messaging-diagram-'));
  try {
    createMessagingApp([environment], { CDKTF_OUTDIR: outdir }).synth();
    const stack = readFileSync(join(outdir, 'stacks', stackName(environment), 'cdk.tf.json'), 'utf8');
    return topologyPage(environment, readSynthesizedStack(JSON.parse(stack)));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
