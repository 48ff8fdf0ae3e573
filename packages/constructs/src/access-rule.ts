import {
  authorizationRuleProblems,
  authorizationRulesProblems,
  type AccessRight,
  type Problem,
} from '@ams/service-bus-model';
import { ServicebusNamespaceAuthorizationRule } from '@cdktf/provider-azurerm/lib/servicebus-namespace-authorization-rule/index.js';
import { ServicebusQueueAuthorizationRule } from '@cdktf/provider-azurerm/lib/servicebus-queue-authorization-rule/index.js';
import { ServicebusTopicAuthorizationRule } from '@cdktf/provider-azurerm/lib/servicebus-topic-authorization-rule/index.js';
import type { TerraformElement } from 'cdktf';
import { Construct } from 'constructs';
import { known } from './known.js';
import { nameAfterOwner } from './logical-id.js';
import { refuse } from './refusal.js';

export interface AccessRuleProps {
  /**
   * What the key may do. Manage includes Listen and Send, and Azure wants all three given. Give each program no more
   * than it needs: a producer sends, a consumer listens.
   */
  readonly rights: readonly AccessRight[];
}

/** What a rule grants access to: all of a namespace, or one queue or topic. */
export interface AccessRuleTarget {
  readonly level: 'namespace' | 'queue' | 'topic';
  readonly resource: TerraformElement & { readonly id: string };
}

export interface ServiceBusAccessRuleProps extends AccessRuleProps {
  /** 1 to 50 letters, digits and `. - _`, with a letter or digit at both ends. Clients name it with their key. */
  readonly name: string;
  readonly target: AccessRuleTarget;
}

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

  constructor(scope: Construct, id: string, props: ServiceBusAccessRuleProps) {
    super(scope, id);
    const { name, rights, target } = props;
    refuse(this, authorizationRuleProblems(known({ name, rights })));
    const config = {
      name,
      listen: rights.includes('Listen'),
      send: rights.includes('Send'),
      manage: rights.includes('Manage'),
    };
    this.resource = createRule(this, target, config);
    nameAfterOwner(this.resource, target.resource, id);
    this.ruleName = this.resource.name;
    this.primaryConnectionString = this.resource.primaryConnectionString;
    this.secondaryConnectionString = this.resource.secondaryConnectionString;
  }
}

function createRule(
  scope: Construct,
  { level, resource: { id } }: AccessRuleTarget,
  config: { readonly name: string; readonly listen: boolean; readonly send: boolean; readonly manage: boolean },
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
