import { disasterRecoveryProblems, namespaceHost, type PairedNamespace, type Problem } from '@ams/service-bus-model';
import { ServicebusNamespaceDisasterRecoveryConfig } from '@cdktf/provider-azurerm/lib/servicebus-namespace-disaster-recovery-config/index.js';
import { dependable, Lazy, TerraformStack, Token } from 'cdktf';
import { Construct } from 'constructs';
import type { ServiceBusAccessRule } from './access-rule.js';
import type { ServiceBusGrant } from './grants.js';
import { known } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { pairContentsProblems, privateEndpointsOf } from './paired-contents.js';
import type { Principal } from './principal.js';
import { AzureRefusalError, refuse } from './refusal.js';

export interface GeoDisasterRecoveryProps extends LifecycleProps {
  /**
   * 6 to 50 letters, digits and hyphens; starts with a letter, ends with a letter or digit; not the name of a namespace.
   * Unique in all of Azure: it becomes the host `<alias>.servicebus.windows.net`. A change replaces the pair.
   */
  readonly alias: string;
  /** The namespace that the alias leads to: Premium. Its entities are copied. */
  readonly primary: IServiceBusNamespace;
  /**
   * The namespace that takes its place after a failover: Premium, in another region, partitioned if the primary is, and
   * without queues and topics of its own.
   */
  readonly secondary: IServiceBusNamespace;
  /**
   * The access rule of the primary whose keys and connection strings are given.
   * @default Azure's own, RootManageSharedAccessKey
   */
  readonly accessRule?: ServiceBusAccessRule;
}

/**
 * Pairs two namespaces for the loss of a region, and names the active one by an alias that stays the same. Entities are
 * copied to the secondary; messages are not. A failover is somebody's decision, and ends the pair.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class GeoDisasterRecovery extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusNamespaceDisasterRecoveryConfig;
  readonly primary: IServiceBusNamespace;
  readonly secondary: IServiceBusNamespace;
  readonly aliasName: string;
  /** Host that clients connect to, before and after a failover. */
  readonly hostname: string;
  /** Token of a secret: the connection string with the alias. */
  readonly primaryConnectionString: string;
  /** Token of a secret, for the time in which the primary key is changed. */
  readonly secondaryConnectionString: string;
  /** Token of a secret: the key alone. */
  readonly primaryKey: string;
  /** Token of a secret. */
  readonly secondaryKey: string;

  constructor(scope: Construct, id: string, props: GeoDisasterRecoveryProps) {
    super(scope, id);
    const { alias, primary, secondary, accessRule, preventDestroy, timeouts } = props;
    refuse(this, [
      ...disasterRecoveryProblems({ ...known({ alias }), primary: judged(primary), secondary: judged(secondary) }),
      ...(primary === secondary ? [noPair(primary)] : []),
      ...timeoutProblems(timeouts),
    ]);
    this.resource = new ServicebusNamespaceDisasterRecoveryConfig(this, 'Default', {
      name: alias,
      primaryNamespaceId: primary.namespaceId,
      partnerNamespaceId: secondary.namespaceId,
      ...(accessRule && { aliasAuthorizationRuleId: aliasRuleId(primary, alias, accessRule) }),
      ...lifecycleArguments({ preventDestroy, timeouts }),
    });
    this.primary = primary;
    this.secondary = secondary;
    this.aliasName = this.resource.name;
    this.hostname = namespaceHost(alias);
    this.primaryConnectionString = this.resource.primaryConnectionStringAlias;
    this.secondaryConnectionString = this.resource.secondaryConnectionStringAlias;
    this.primaryKey = this.resource.defaultPrimaryKey;
    this.secondaryKey = this.resource.defaultSecondaryKey;
    this.waitForEndpoints();
    this.node.addValidation({ validate: () => this.contentsErrors() });
  }

  /**
   * Lets an identity of Entra ID send to both namespaces: roles are not copied.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantSend(principal: Principal): readonly ServiceBusGrant[] {
    return [this.primary.grantSend(principal), this.secondary.grantSend(principal)];
  }

  /**
   * Lets an identity of Entra ID receive from both namespaces: roles are not copied.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): readonly ServiceBusGrant[] {
    return [this.primary.grantReceive(principal), this.secondary.grantReceive(principal)];
  }

  /**
   * Lets an identity of Entra ID send, receive and change entities in both namespaces: roles are not copied.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): readonly ServiceBusGrant[] {
    return [this.primary.grantManage(principal), this.secondary.grantManage(principal)];
  }

  /** Azure refuses a private endpoint of a paired primary whose secondary has none yet. */
  private waitForEndpoints(): void {
    const endpoints = () =>
      [this.primary, this.secondary]
        .flatMap((namespace) => privateEndpointsOf(namespace, TerraformStack.of(this)))
        .map(({ resource }) => dependable(resource));
    this.resource.dependsOn = Token.asList(
      Lazy.anyValue({
        produce: () => {
          const found = endpoints();
          return found.length > 0 ? found : undefined;
        },
      }),
    );
  }

  /** What is in the namespaces is known only when the program is through. */
  private contentsErrors(): string[] {
    const problems = pairContentsProblems(this.primary, this.secondary, this);
    return problems.length > 0 ? [new AzureRefusalError(this.node.path, problems).message] : [];
  }
}

function judged({ namespaceName, location, sku, premiumMessagingPartitions }: IServiceBusNamespace): PairedNamespace {
  return known({ name: namespaceName, location, sku, premiumMessagingPartitions });
}

/** The rule as the alias has it: Azure lists keys with the alias under an id of its own. */
function aliasRuleId(primary: IServiceBusNamespace, alias: string, { resource }: ServiceBusAccessRule): string {
  return `${primary.namespaceId}/disasterRecoveryConfigs/${alias}/authorizationRules/${resource.name}`;
}

function noPair({ node }: IServiceBusNamespace): Problem {
  return {
    property: 'secondary',
    value: node.path,
    rule: 'a pair has two namespaces, and the primary is that one',
    cure: 'Make a second namespace, in another region.',
  };
}
