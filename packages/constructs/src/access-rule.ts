import {
  authorizationRuleProblems,
  authorizationRulesProblems,
  type AccessRight,
  type Problem,
} from '@ams/service-bus-model';
import {
  ServicebusNamespaceAuthorizationRule,
  type ServicebusNamespaceAuthorizationRuleConfig,
} from '@cdktf/provider-azurerm/lib/servicebus-namespace-authorization-rule/index.js';
import { ServicebusQueueAuthorizationRule } from '@cdktf/provider-azurerm/lib/servicebus-queue-authorization-rule/index.js';
import { ServicebusTopicAuthorizationRule } from '@cdktf/provider-azurerm/lib/servicebus-topic-authorization-rule/index.js';
import { Annotations, TerraformOutput, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { known } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import { nameAfterOwner, type PartOwner } from './logical-id.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { refuse } from './refusal.js';

export interface AccessRuleProps extends Pick<LifecycleProps, 'timeouts'> {
  /**
   * What the key may do. Manage includes Listen and Send, and Azure wants all three given. Give each program no more
   * than it needs: a producer sends, a consumer listens.
   */
  readonly rights: readonly AccessRight[];
}

/** What a rule grants access to: all of a namespace, or one queue or topic. */
export interface AccessRuleTarget {
  readonly level: 'namespace' | 'queue' | 'topic';
  readonly resource: PartOwner & { readonly id: string };
  readonly namespace: IServiceBusNamespace;
}

export interface ServiceBusAccessRuleProps extends AccessRuleProps {
  /** 1 to 50 letters, digits and `. - _`, with a letter or digit at both ends. Clients name it with their key. */
  readonly name: string;
  readonly target: AccessRuleTarget;
}

/** What clients can be given of a rule. */
export type AccessRuleSecret =
  | 'primaryConnectionString'
  | 'secondaryConnectionString'
  | 'primaryConnectionStringAlias'
  | 'secondaryConnectionStringAlias'
  | 'primaryKey'
  | 'secondaryKey';

/**
 * A shared access policy: a name, its rights and two keys. Made by `addAccessRule` of a namespace, queue or topic.
 *
 * @throws {AzureRefusalError} for a name or a set of rights that Azure refuses
 */
export class ServiceBusAccessRule extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource:
    ServicebusNamespaceAuthorizationRule | ServicebusQueueAuthorizationRule | ServicebusTopicAuthorizationRule;
  readonly ruleName: string;
  /** Token of a secret. Of a queue's or topic's rule, it ends in `EntityPath=…`. */
  readonly primaryConnectionString: string;
  /** Token of a secret, for the time in which the primary key is changed. */
  readonly secondaryConnectionString: string;
  /**
   * Token of a secret: the connection string with the alias of a pair of namespaces for disaster recovery, which
   * stays the same after a failover. Azure gives an empty one while the namespace has no alias.
   */
  readonly primaryConnectionStringAlias: string;
  /** Token of a secret: the same with the secondary key. */
  readonly secondaryConnectionStringAlias: string;
  /** Token of a secret: the key alone. */
  readonly primaryKey: string;
  /** Token of a secret. */
  readonly secondaryKey: string;

  constructor(scope: Construct, id: string, props: ServiceBusAccessRuleProps) {
    super(scope, id);
    const { name, rights, target, timeouts } = props;
    refuse(this, [...authorizationRuleProblems(known({ name, rights })), ...timeoutProblems(timeouts)]);
    adviseOnKeys(this, target.namespace);
    const config = {
      name,
      listen: rights.includes('Listen'),
      send: rights.includes('Send'),
      manage: rights.includes('Manage'),
      ...lifecycleArguments({ timeouts }),
    };
    this.resource = createRule(this, target, config);
    nameAfterOwner(this.resource, target.resource, id);
    this.ruleName = this.resource.name;
    this.primaryConnectionString = this.resource.primaryConnectionString;
    this.secondaryConnectionString = this.resource.secondaryConnectionString;
    this.primaryConnectionStringAlias = this.resource.primaryConnectionStringAlias;
    this.secondaryConnectionStringAlias = this.resource.secondaryConnectionStringAlias;
    this.primaryKey = this.resource.primaryKey;
    this.secondaryKey = this.resource.secondaryKey;
  }

  /**
   * Makes an output of the stack that Terraform does not print.
   *
   * @param name letters, digits, `-` and `_`; unique in the stack
   */
  addOutput(name: string, secret: AccessRuleSecret = 'primaryConnectionString'): TerraformOutput {
    return new TerraformOutput(TerraformStack.of(this), name, { value: this[secret], sensitive: true });
  }
}

/** Azure makes the rule, and refuses whoever comes with its keys. */
function adviseOnKeys(rule: Construct, { localAuthEnabled, node }: IServiceBusNamespace): void {
  if (localAuthEnabled !== false) return;
  Annotations.of(rule).addWarning(
    `${node.path} accepts no keys, since its localAuthEnabled is false: clients with a key of this rule are refused. Grant access to identities by grantSend and grantReceive, or set localAuthEnabled to true.`,
  );
}

function createRule(
  scope: Construct,
  { level, resource: { id } }: AccessRuleTarget,
  config: Omit<ServicebusNamespaceAuthorizationRuleConfig, 'namespaceId'>,
) {
  switch (level) {
    case 'namespace':
      return new ServicebusNamespaceAuthorizationRule(scope, 'Default', { ...config, namespaceId: id });
    case 'queue':
      return new ServicebusQueueAuthorizationRule(scope, 'Default', { ...config, queueId: id });
    case 'topic':
      return new ServicebusTopicAuthorizationRule(scope, 'Default', { ...config, topicId: id });
  }
}

/** The access rules of one namespace, queue or topic: they are counted, and their names differ. */
export class AccessRules {
  private readonly names: { readonly name: string }[] = [];

  constructor(
    private readonly owner: Construct,
    private readonly target: AccessRuleTarget,
    /** Checks the names of all rules together. */
    private readonly problems: (
      rules: readonly { readonly name: string }[],
    ) => readonly Problem[] = authorizationRulesProblems,
  ) {}

  /** @throws {AzureRefusalError} also for a rule too many, or a second one of the same name */
  add(name: string, props: AccessRuleProps): ServiceBusAccessRule {
    this.names.push({ name });
    refuse(this.owner, this.problems(this.names));
    return new ServiceBusAccessRule(this.owner, name, { ...props, name, target: this.target });
  }
}
