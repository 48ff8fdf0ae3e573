import { isResourceId, namespaceProblems, resourceIdShapes, resourceNames, type Sku } from '@ams/service-bus-model';
import { Fn, TerraformLocal, TerraformStack, Token } from 'cdktf';
import type { Construct } from 'constructs';
import { toldTraits, type NamespaceTraitsProps } from './imported-namespace.js';
import { known, knownValue } from './known.js';
import { NamespaceBase } from './namespace-base.js';
import { refuse } from './refusal.js';

export interface NamespaceIdProps extends NamespaceTraitsProps {
  /** Azure's id of the namespace: `/subscriptions/…/Microsoft.ServiceBus/namespaces/<name>`. */
  readonly id: string;
  /**
   * Azure region of the namespace.
   * @default not known
   */
  readonly location?: string;
}

/** A namespace that exists, of which nothing is read: all that is known of it is in its id. */
export class NamespaceOfId extends NamespaceBase {
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  readonly location: string | undefined;
  readonly sku: Sku | undefined;
  readonly premiumMessagingPartitions: number | undefined;
  readonly localAuthEnabled = undefined;

  constructor(scope: Construct, constructId: string, { id, location, ...told }: NamespaceIdProps) {
    super(scope, constructId);
    const { kind, example } = resourceIdShapes.namespace;
    const plain = knownValue(id);
    if (plain !== undefined && !isResourceId(plain, resourceIdShapes.namespace)) {
      const cure = "Give the namespace's id, or use fromNamespaceName.";
      refuse(this, [{ property: 'id', value: plain, rule: `the id of ${kind} is ${example}`, cure }]);
    }
    const names = plain === undefined ? undefined : resourceNames(plain);
    const traits = toldTraits(told);
    refuse(this, namespaceProblems(known({ name: names?.name, ...traits })));
    this.namespaceId = id;
    const parts = names ?? this.partsOf(id);
    this.resourceGroupName = parts.resourceGroupName;
    this.namespaceName = parts.name;
    this.location = location;
    this.sku = traits.sku;
    this.premiumMessagingPartitions = traits.premiumMessagingPartitions;
  }

  protected get element() {
    return { id: this.namespaceId, friendlyUniqueId: TerraformStack.of(this).getLogicalId(this.node) };
  }

  /** Lets Terraform take the id apart, where only it will know the id. */
  private partsOf(id: string): { readonly resourceGroupName: string; readonly name: string } {
    const parts = Fn.split('/', new TerraformLocal(this, 'Default', id).asString);
    const part = (index: number) => Token.asString(Fn.element(parts, index));
    return { resourceGroupName: part(4), name: part(8) };
  }
}
