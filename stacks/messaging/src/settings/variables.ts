import type { Environment } from '@ams/stack-outputs';
import { SettingsError } from './errors.js';

/** Environment variables, as `process.env` has them. */
export type Variables = Readonly<Record<string, string | undefined>>;

interface SettingVariable {
  readonly variable: string;
  readonly setting: string;
  readonly read: (text: string, variable: string) => unknown;
}

const settingVariables: readonly SettingVariable[] = [
  { variable: 'AMS_PROJECT', setting: 'project', read: asText },
  { variable: 'AMS_LOCATION', setting: 'location', read: asText },
  { variable: 'AMS_ALERT_EMAIL', setting: 'alertEmail', read: asText },
  { variable: 'AMS_SKU', setting: 'sku', read: asText },
  { variable: 'AMS_CAPACITY', setting: 'capacity', read: asNumber },
  { variable: 'AMS_PREMIUM_MESSAGING_PARTITIONS', setting: 'premiumMessagingPartitions', read: asNumber },
  { variable: 'AMS_LOCAL_AUTH_ENABLED', setting: 'localAuthEnabled', read: asBoolean },
  { variable: 'AMS_PREVENT_DESTROY', setting: 'preventDestroy', read: asBoolean },
  { variable: 'AMS_PRODUCERS', setting: 'producers', read: asPrincipals },
  { variable: 'AMS_PROCESSORS', setting: 'processors', read: asPrincipals },
  { variable: 'AMS_REPROCESSORS', setting: 'reprocessors', read: asPrincipals },
  { variable: 'AMS_TAGS', setting: 'tags', read: asTags },
];

const stateVariables = {
  resourceGroup: 'AMS_STATE_RESOURCE_GROUP',
  storageAccount: 'AMS_STATE_STORAGE_ACCOUNT',
  container: 'AMS_STATE_CONTAINER',
  key: 'AMS_STATE_KEY',
} as const;

/** Which variable sets a setting, for messages. */
export function variableOf(setting: string): string | undefined {
  const [first, second] = setting.split('.');
  if (first === 'backend') return stateVariables[second as keyof typeof stateVariables];
  return settingVariables.find((row) => row.setting === first)?.variable;
}

/**
 * The settings that `AMS_*` variables give; they win over the environment's file. Empty variables count as absent.
 *
 * - `AMS_PROJECT`, `AMS_LOCATION`, `AMS_ALERT_EMAIL`, `AMS_SKU`, `AMS_CAPACITY`, `AMS_PREMIUM_MESSAGING_PARTITIONS`
 * - `AMS_LOCAL_AUTH_ENABLED`, `AMS_PREVENT_DESTROY`: `true` or `false`
 * - `AMS_PRODUCERS`, `AMS_PROCESSORS`, `AMS_REPROCESSORS`: object ids of Entra ID, with their type or without:
 *   `ServicePrincipal:5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978,Group:0a1b2c3d-4e5f-4a6b-8c7d-8e9f0a1b2c3d`
 * - `AMS_TAGS`: `team=ordering,cost-center=42`
 * - `AMS_STATE_RESOURCE_GROUP`, `AMS_STATE_STORAGE_ACCOUNT`, `AMS_STATE_CONTAINER`: keep the state in that container.
 *   `AMS_STATE_KEY` names the blob, by default `messaging-<environment>.tfstate`.
 *
 * @throws {SettingsError} for text that is no number, neither true nor false, or no list of tags
 */
export function settingsFromVariables(
  environment: Environment,
  variables: Variables,
): Readonly<Record<string, unknown>> {
  const given = settingVariables.flatMap(({ variable, setting, read }) => {
    const text = variables[variable];
    return text === undefined || text === '' ? [] : [[setting, read(text, variable)] as const];
  });
  const backend = backendFromVariables(environment, variables);
  return { ...Object.fromEntries(given), ...(backend === undefined ? {} : { backend }) };
}

function backendFromVariables(
  environment: Environment,
  variables: Variables,
): Readonly<Record<string, unknown>> | undefined {
  const given = Object.entries(stateVariables).flatMap(([setting, variable]) => {
    const text = variables[variable];
    return text === undefined || text === '' ? [] : [[setting, text] as const];
  });
  if (given.length === 0) return undefined;
  return { type: 'azurerm', key: `messaging-${environment}.tfstate`, ...Object.fromEntries(given) };
}

function asText(text: string): string {
  return text;
}

function asNumber(text: string, variable: string): number {
  const number = Number(text);
  if (Number.isNaN(number)) throw new SettingsError(`${variable} is '${text}', but must be a number.`);
  return number;
}

function asBoolean(text: string, variable: string): boolean {
  if (text !== 'true' && text !== 'false')
    throw new SettingsError(`${variable} is '${text}', but must be true or false.`);
  return text === 'true';
}

function asPrincipals(text: string): readonly Readonly<Record<string, string>>[] {
  return text.split(',').map((part) => {
    const [principalId = '', principalType] = part.trim().split(':').reverse();
    return { principalId, ...(principalType !== undefined && { principalType }) };
  });
}

function asTags(text: string, variable: string): Readonly<Record<string, string>> {
  const pairs = text.split(',').map((pair) => {
    const separator = pair.indexOf('=');
    if (separator < 1) {
      throw new SettingsError(`${variable} is '${text}', but must be name=value pairs: team=ordering,cost-center=42.`);
    }
    return [pair.slice(0, separator).trim(), pair.slice(separator + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}
