import { mkdirSync } from 'node:fs';
import type { Environment } from '@ams/stack-outputs';
import { App } from 'cdktf';
import { environmentSettings } from './environments/index.js';
import { MessagingStack } from './messaging-stack.js';
import { SettingsError } from './settings/errors.js';
import { loadSettings } from './settings/load-settings.js';
import type { Settings } from './settings/schema.js';
import type { Variables } from './settings/variables.js';

/**
 * The CDKTF app with one stack for each environment; `synth()` writes it to the folder `CDKTF_OUTDIR` names, by default
 * `cdktf.out`.
 *
 * @throws {SettingsError} for wrong settings, and for stacks that would overwrite each other's state
 * @throws {AzureRefusalError} for settings that Azure would refuse
 */
export function createMessagingApp(environments: readonly Environment[], variables: Variables): App {
  const all = environments.map((environment) => ({
    environment,
    settings: loadSettings(environment, environmentSettings[environment], variables),
  }));
  refuseSharedState(all);
  const outdir = variables['CDKTF_OUTDIR'] || 'cdktf.out';
  // CDKTF makes the last folder of the path alone.
  mkdirSync(outdir, { recursive: true });
  const app = new App({ outdir, stackTraces: false });
  for (const { environment, settings } of all) new MessagingStack(app, environment, settings);
  return app;
}

function refuseSharedState(all: readonly { readonly environment: Environment; readonly settings: Settings }[]): void {
  const owners = new Map<string, Environment>();
  for (const { environment, settings } of all) {
    const { backend } = settings;
    if (backend.type === 'local') continue;
    const blob = `${backend.storageAccount}/${backend.container}/${backend.key}`;
    const owner = owners.get(blob);
    if (owner !== undefined) {
      throw new SettingsError(
        `${owner} and ${environment} would keep their state in the same blob, ${blob}. ` +
          'Leave AMS_STATE_KEY out, so that each has its own, or choose one environment by ENVIRONMENT.',
      );
    }
    owners.set(blob, environment);
  }
}
