import { DefaultTokenResolver, StringConcat, Tokenization, type TerraformOutput, type TerraformResource } from 'cdktf';
import type { IConstruct } from 'constructs';

type Attributes = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Attributes>>>>;

/** The arguments of a resource as they are synthesized, in Terraform's spelling, references as expressions. */
export function attributesOf(resource: TerraformResource): Attributes {
  const { resource: blocks = {} } = withoutTokens(resource, resource.toTerraform()) as { readonly resource?: Blocks };
  return blocks[resource.terraformResourceType]?.[resource.friendlyUniqueId] ?? {};
}

/** The arguments of an output as they are synthesized. */
export function outputAttributesOf(output: TerraformOutput): Attributes {
  const { output: outputs = {} } = withoutTokens(output, output.toTerraform()) as {
    readonly output?: Readonly<Record<string, Attributes>>;
  };
  return outputs[output.friendlyUniqueId] ?? {};
}

const resolver = new DefaultTokenResolver(new StringConcat());

/** The value as it is synthesized: tokens become Terraform expressions. */
export function withoutTokens(scope: IConstruct, value: unknown): unknown {
  return Tokenization.resolve(value, { scope, resolver, preparing: false });
}
