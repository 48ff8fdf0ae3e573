import { join } from 'node:path';
import { AzureRefusalError } from '@ams/constructs';
import { SynthesizedStackError } from '@ams/service-bus-model';
import { annotationsOf } from './annotations.js';
import { createMessagingApp } from './messaging-app.js';
import { selectEnvironments } from './select-environments.js';
import { SettingsError } from './settings/errors.js';

const mendable = [SettingsError, AzureRefusalError, SynthesizedStackError];

try {
  const app = createMessagingApp(selectEnvironments(process.env['ENVIRONMENT']), process.env);
  app.synth();
  // The command line of CDKTF sets this, and tells them itself.
  if (process.env['CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS'] === undefined) {
    for (const line of annotationsOf(app)) console.error(line);
    for (const { synthesizedStackPath } of Object.values(app.manifest.stacks)) {
      console.log(`Synthesized ${join(app.outdir, synthesizedStackPath)}`);
    }
  }
} catch (error) {
  if (!mendable.some((kind) => error instanceof kind)) throw error;
  // What the user can mend is said without a stack trace.
  console.error((error as Error).message);
  process.exitCode = 1;
}
