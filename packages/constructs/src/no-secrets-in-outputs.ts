import { secretsIn } from '@ams/service-bus-model';
import { Annotations, TerraformLocal, TerraformOutput, TerraformStack, type IAspect } from 'cdktf';
import type { IConstruct } from 'constructs';
import { outputAttributesOf, withoutTokens } from './synthesized-attributes.js';

/**
 * Refuses outputs that carry a connection string or key and are not marked as sensitive: whoever sees the log of a
 * deployment would have it. Secrets that are wrapped in `nonsensitive`, or come by a local value, are found as well.
 *
 * ```ts
 * Aspects.of(stack).add(new NoSecretsInOutputs());
 * ```
 */
export class NoSecretsInOutputs implements IAspect {
  visit(node: IConstruct): void {
    if (!TerraformOutput.isTerraformOutput(node)) return;
    const { value, sensitive } = outputAttributesOf(node);
    if (sensitive === true) return;
    const secrets = [...new Set(secretsIn(withLocals(value, TerraformStack.of(node))))];
    if (secrets.length === 0) return;
    Annotations.of(node).addError(
      `The output is not sensitive, but carries a secret: ${secrets.join(', ')}. Set sensitive: true, or take the output out: programs with an identity in Microsoft Entra ID need no key.`,
    );
  }
}

/** The value, with the local values that it refers to, and those that they refer to. */
function withLocals(value: unknown, stack: TerraformStack): unknown {
  const locals = stack.node
    .findAll()
    .filter((node) => node instanceof TerraformLocal)
    .reduce<Readonly<Record<string, unknown>>>((all, local) => ({ ...all, ...localsOf(local) }), {});
  const seen = new Set<string>();
  const collect = (part: unknown): readonly unknown[] => {
    const names = [...JSON.stringify(part ?? null).matchAll(/\blocal\.([\w-]+)/g)].map(([, name = '']) => name);
    const added = [...new Set(names)].filter((name) => !seen.has(name));
    for (const name of added) seen.add(name);
    return [part, ...added.flatMap((name) => collect(locals[name]))];
  };
  return collect(value);
}

function localsOf(local: TerraformLocal): Readonly<Record<string, unknown>> {
  const { locals } = withoutTokens(local, local.toTerraform()) as {
    readonly locals: Readonly<Record<string, unknown>>;
  };
  return locals;
}
