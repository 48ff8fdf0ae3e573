import type { TerraformElement } from 'cdktf';
import { Construct, type IConstruct } from 'constructs';
import { claimName } from './claimed-names.js';
import { countInTopic } from './entity-counts.js';
import { grant, type ServiceBusGrant } from './grants.js';
import type { Principal } from './principal.js';
import { ServiceBusSubscriptionRule, type SubscriptionRuleProps } from './subscription-rule.js';
import type { IServiceBusTopic } from './topic-base.js';

/** A subscription as other constructs use it: one of this stack, or one that exists. */
export interface IServiceBusSubscription extends IConstruct {
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly topic: IServiceBusTopic;

  /**
   * Adds a rule: the subscription takes what any of its rules takes.
   *
   * @throws {AzureRefusalError} for a name, filter or action that Azure would refuse
   */
  addRule(name: string, props: SubscriptionRuleProps): ServiceBusSubscriptionRule;

  /**
   * Lets an identity of Entra ID receive from this subscription and its dead letters: Azure Service Bus Data Receiver. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantReceive(principal: Principal): ServiceBusGrant;

  /**
   * Lets an identity of Entra ID receive, and change this subscription and its rules: Azure Service Bus Data Owner. A second time yields the first grant.
   *
   * @throws {AzureRefusalError} for a principal that Azure would refuse
   */
  grantManage(principal: Principal): ServiceBusGrant;
}

/** What every subscription can do, whoever made it. */
export abstract class SubscriptionBase extends Construct implements IServiceBusSubscription {
  abstract readonly subscriptionId: string;
  abstract readonly subscriptionName: string;
  abstract readonly topic: IServiceBusTopic;

  private rules = 0;

  /** The subscription in the synthesized stack, which its rules are named after. */
  protected abstract get element(): TerraformElement & { readonly id: string };

  /** Whether it got rules, in place of Azure's `$Default`. */
  get hasRules(): boolean {
    return this.rules > 0;
  }

  addRule(name: string, props: SubscriptionRuleProps): ServiceBusSubscriptionRule {
    claimName(this, this, name);
    const rule = new ServiceBusSubscriptionRule(this, name, { ...props, name, subscription: this.element });
    countInTopic(rule, this.topic, props.sqlFilter === undefined ? 'correlationFilters' : 'sqlFilters');
    this.rules += 1;
    return rule;
  }

  grantReceive(principal: Principal): ServiceBusGrant {
    return grant(this, this.element, 'Listen', principal);
  }

  grantManage(principal: Principal): ServiceBusGrant {
    return grant(this, this.element, 'Manage', principal);
  }

  /** Adds the rule `everything`, which stands for Azure's `$Default`. */
  takeEverything(): void {
    this.addRule('everything', { sqlFilter: '1 = 1' });
  }
}
