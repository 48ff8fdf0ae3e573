import type { Environment } from '@ams/stack-outputs';
import { SettingsError } from './errors.js';
import { settingsSchema, type EnvironmentSettings, type Settings } from './schema.js';
import { settingsFromVariables, variableOf, type Variables } from './variables.js';

/**
 * An environment's settings: those of its file, replaced by what `AMS_*` variables say (tags are added), checked.
 *
 * @throws {SettingsError} that names every setting at fault, its value, the rule and where to set it
 */
export function loadSettings(environment: Environment, file: EnvironmentSettings, variables: Variables): Settings {
  const overrides = settingsFromVariables(environment, variables);
  const tags = { ...file.tags, ...(overrides['tags'] as EnvironmentSettings['tags']) };
  const raw: Readonly<Record<string, unknown>> = { ...file, ...overrides, tags };
  const settings = settingsSchema.safeParse(raw);
  if (settings.success) return checked(environment, settings.data);
  const lines = settings.error.issues.map(({ path, message }) => {
    const setting = path.join('.');
    const variable = variableOf(setting);
    const places = `src/environments/${environment}.ts${variable === undefined ? '' : ` or ${variable}`}`;
    const value = valueAt(raw, path);
    const fault = value === undefined ? 'missing' : `${JSON.stringify(value)}: ${message}`;
    return `${setting || 'settings'} is ${fault}. Set it in ${places}.`;
  });
  throw new SettingsError([`The settings of environment ${environment} are wrong:`, ...lines].join('\n  - '));
}

function checked(environment: Environment, settings: Settings): Settings {
  if (environment === 'local' && settings.localAuthEnabled === false) {
    throw new SettingsError(
      'localAuthEnabled is false, but the apps of environment local connect by keys. ' +
        'Take AMS_LOCAL_AUTH_ENABLED out, or set it for the other environments alone.',
    );
  }
  return settings;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    value,
  );
}
