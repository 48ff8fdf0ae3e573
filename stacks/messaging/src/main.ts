import { AzureRefusalError } from '@ams/constructs';
import { annotationsOf } from './annotations.js';
import { createMessagingApp } from './messaging-app.js';
import { selectEnvironments } from './select-environments.js';
import { SettingsError } from './settings/errors.js';

try {
  const app = createMessagingApp(selectEnvironments(process.env['ENVIRONMENT']), process.env);
  app.synth();
  // The command line of CDKTF sets this, and tells them itself.
  if (process.env['CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS'] === undefined) {
    for (const line of annotationsOf(app)) console.error(line);
  }
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof AzureRefusalError)) throw error;
  // What the user can mend is said without a stack trace.
  console.error(error.message);
  process.exitCode = 1;
}
