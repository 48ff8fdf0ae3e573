import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization, type IResolvable } from 'cdktf';
import type { IConstruct } from 'constructs';

/** What a value refers to. Equal for values that are the same in every deployment, whichever tokens they came as. */
export interface TokenOrigin {
  /** As Terraform gets it in the stack that it is from: `${azurerm_user_assigned_identity.worker.principal_id}`. */
  readonly text: string;
  /** Paths of the stacks that it refers to; the same text can mean something else in another stack. */
  readonly stacks: readonly string[];
}

/** Finds out what a text of tokens refers to: the same attribute gives another token each time it is read. */
export function originOf(value: string, scope: IConstruct): TokenOrigin {
  const resolver = new OriginResolver(new StringConcat());
  const text: unknown = Tokenization.resolve(value, { scope, resolver });
  return { text: String(text), stacks: [...resolver.stacks].sort() };
}

class OriginResolver extends DefaultTokenResolver {
  readonly stacks = new Set<string>();

  override resolveToken(...[token, ...rest]: Parameters<DefaultTokenResolver['resolveToken']>): unknown {
    const stack = (token as IResolvable & { readonly originStack?: unknown }).originStack;
    if (TerraformStack.isStack(stack)) this.stacks.add(stack.node.path);
    return super.resolveToken(token, ...rest) as unknown;
  }
}
