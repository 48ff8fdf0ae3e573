import { NoSecretsInOutputs, ProtectStatefulEntities, RequiredTags, WarnOnReplacement } from '@ams/constructs';
import { environments, stackName, type Environment } from '@ams/stack-outputs';
import { Aspects, type TerraformStack } from 'cdktf';
import type { Settings } from './settings/schema.js';

/**
 * Holds a stack to the rules for all of them: tags that tell whose it is, no secret in an open output. Where the state
 * is beside the program, synth warns of what would delete messages; where it is asked for, Terraform refuses to.
 */
export function guardStack(stack: TerraformStack, environment: Environment, settings: Settings): void {
  const aspects = Aspects.of(stack);
  aspects.add(new RequiredTags({ project: 'any', environment: environments }));
  aspects.add(new NoSecretsInOutputs());
  if (settings.preventDestroy === true) aspects.add(new ProtectStatefulEntities());
  if (settings.backend.type === 'local') {
    aspects.add(WarnOnReplacement.comparedWith(`terraform.${stackName(environment)}.tfstate`));
  }
}
