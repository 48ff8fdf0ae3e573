import { AzureRefusalError } from '@ams/constructs';
import { createMessagingApp } from './messaging-app.js';
import { selectEnvironments } from './select-environments.js';
import { SettingsError } from './settings/errors.js';

try {
  createMessagingApp(selectEnvironments(process.env['ENVIRONMENT']), process.env).synth();
} catch (error) {
  if (!(error instanceof SettingsError || error instanceof AzureRefusalError)) throw error;
  // What the user can mend is said without a stack trace.
  console.error(error.message);
  process.exitCode = 1;
}
