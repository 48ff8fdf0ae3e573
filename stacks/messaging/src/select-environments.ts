import { environments, type Environment } from '@ams/stack-outputs';
import { SettingsError } from './settings/errors.js';

/**
 * The environments to make stacks for: the one that `ENVIRONMENT` names, or all where it is absent or empty.
 *
 * @throws {SettingsError} for a name that is no environment
 */
export function selectEnvironments(name: string | undefined): readonly Environment[] {
  if (name === undefined || name === '') return environments;
  const environment = environments.find((candidate) => candidate === name);
  if (environment === undefined) {
    throw new SettingsError(
      `ENVIRONMENT is '${name}', but the environments are ${environments.join(', ')}. Name one of them, or leave it out for all.`,
    );
  }
  return [environment];
}
