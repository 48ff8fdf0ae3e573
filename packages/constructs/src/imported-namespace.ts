import { namespaceProblems, type Sku } from '@ams/service-bus-model';
import { DataAzurermServicebusNamespace } from '@cdktf/provider-azurerm/lib/data-azurerm-servicebus-namespace/index.js';
import type { Postcondition } from 'cdktf';
import type { Construct } from 'constructs';
import { known, knownValue } from './known.js';
import { NamespaceBase } from './namespace-base.js';
import { refuse } from './refusal.js';

/** What is told about a namespace that exists, so that its entities can be judged at synth. */
export interface NamespaceTraitsProps {
  /**
   * Its tier.
   * @default not known: nothing is judged by it
   */
  readonly sku?: Sku;
  /**
   * Its partitions: 1, 2 or 4 on Premium, 0 on the other tiers.
   * @default not known on Premium, 0 otherwise
   */
  readonly premiumMessagingPartitions?: number;
}

export interface NamespaceReferenceProps extends NamespaceTraitsProps {
  /** Name of the namespace. Terraform's plan fails if the resource group has none of that name. */
  readonly name: string;
  readonly resourceGroupName: string;
}

/** A namespace that exists, read by a data source. Terraform checks that it is as was told. */
export class ImportedNamespace extends NamespaceBase {
  readonly namespaceId: string;
  readonly namespaceName: string;
  readonly resourceGroupName: string;
  readonly location: string;
  readonly sku: Sku | undefined;
  readonly premiumMessagingPartitions: number | undefined;
  readonly localAuthEnabled = undefined;
  protected readonly element: DataAzurermServicebusNamespace;

  constructor(scope: Construct, id: string, props: NamespaceReferenceProps) {
    super(scope, id);
    const { name, resourceGroupName, ...told } = props;
    const traits = toldTraits(told);
    refuse(this, namespaceProblems(known({ name, ...traits })));
    const postcondition = checks(known(told));
    this.element = new DataAzurermServicebusNamespace(this, 'Default', {
      name,
      resourceGroupName,
      ...(postcondition.length > 0 && { lifecycle: { postcondition } }),
    });
    this.namespaceId = this.element.id;
    this.namespaceName = this.element.name;
    this.resourceGroupName = this.element.resourceGroupName;
    this.location = this.element.location;
    this.sku = traits.sku;
    this.premiumMessagingPartitions = traits.premiumMessagingPartitions;
  }
}

/** What is known of the namespace: the tiers other than Premium have no partitions. */
export function toldTraits(props: NamespaceTraitsProps): {
  readonly sku: Sku | undefined;
  readonly premiumMessagingPartitions: number | undefined;
} {
  const sku = knownValue(props.sku);
  const others = sku === undefined || sku === 'Premium' ? undefined : 0;
  return { sku, premiumMessagingPartitions: knownValue(props.premiumMessagingPartitions) ?? others };
}

/** Ends Terraform's plan where the namespace is not as was told: what was judged at synth would be void. */
function checks(traits: NamespaceTraitsProps): Postcondition[] {
  return Object.entries(traits).map(([property, told]) => ({
    condition: `\${self.${attributes[property as keyof NamespaceTraitsProps]} == ${JSON.stringify(told)}}`,
    errorMessage: `The namespace has another ${property} than ${told}, which the program tells. Tell what it has.`,
  }));
}

const attributes: Readonly<Record<keyof NamespaceTraitsProps, string>> = {
  sku: 'sku',
  premiumMessagingPartitions: 'premium_messaging_partitions',
};
