import { subscriptionDefaults, subscriptionProblems, type EntityStatus } from '@ams/service-bus-model';
import { ServicebusSubscription } from '@cdktf/provider-azurerm/lib/servicebus-subscription/index.js';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import { claimName } from './claimed-names.js';
import { isoDuration, type DurationInput } from './duration.js';
import { forwardName, judgedForwardName, type IForwardTarget } from './forward-target.js';
import { ImportedSubscription, type SubscriptionReferenceProps } from './imported-subscription.js';
import { known } from './known.js';
import { refuse } from './refusal.js';
import { SubscriptionBase, type IServiceBusSubscription } from './subscription-base.js';
import type { SubscriptionRuleProps } from './subscription-rule.js';
import type { IServiceBusTopic } from './topic-base.js';

export interface ServiceBusSubscriptionProps {
  /**
   * 1 to 50 letters, digits and `. - _`, with a letter or digit at both ends. No other subscription of the topic has
   * it, in any case of letters.
   */
  readonly name: string;
  readonly topic: IServiceBusTopic;
  /**
   * How long a received message stays locked for its receiver: PT5S to PT5M.
   * @default 'PT1M'
   */
  readonly lockDuration?: DurationInput;
  /**
   * Deliveries after which a message goes to the dead-letter queue; at least 1.
   * @default 10
   */
  readonly maxDeliveryCount?: number;
  /**
   * Longest life of a message, and its life where the sender sets none: at least PT1S.
   * @default unlimited
   */
  readonly defaultMessageTimeToLive?: DurationInput;
  /**
   * Whether messages that expire go to the dead-letter queue; otherwise they are dropped.
   * @default false
   */
  readonly deadLetteringOnMessageExpiration?: boolean | IResolvable;
  /**
   * Whether messages on which a rule's filter fails go to the dead-letter queue.
   * @default true
   */
  readonly deadLetteringOnFilterEvaluationError?: boolean | IResolvable;
  /**
   * Whether every message belongs to a session, whose messages one receiver gets in order. Not with `forwardTo`. A
   * change replaces the subscription and loses its messages.
   * @default false
   */
  readonly requiresSession?: boolean | IResolvable;
  /**
   * Whether Azure may delete messages in batches.
   * @default false, the provider's
   */
  readonly batchedOperationsEnabled?: boolean | IResolvable;
  /**
   * Time without use after which the subscription deletes itself: at least PT5M.
   * @default never
   */
  readonly autoDeleteOnIdle?: DurationInput;
  /**
   * Queue or topic that gets every message in place of this subscription's receivers.
   * @default none
   */
  readonly forwardTo?: string | IForwardTarget;
  /**
   * Queue or topic that gets the dead letters in place of the dead-letter queue.
   * @default none
   */
  readonly forwardDeadLetteredMessagesTo?: string | IForwardTarget;
  /**
   * Whether the subscription takes messages in and gives them out.
   * @default 'Active'
   */
  readonly status?: EntityStatus;
  /**
   * Rules by name: which messages the subscription takes. More can be added by `addRule`.
   * @default Azure's rule `$Default`, which takes everything
   */
  readonly rules?: Readonly<Record<string, SubscriptionRuleProps>>;
}

/**
 * A subscription of a topic: its own line of copies of the messages that its rules take.
 *
 * Azure gives every new subscription the rule `$Default`, which takes everything, and removes it when the first other
 * rule is added. Terraform creates the subscription first and its rules some seconds later: what is sent to the topic
 * in between is taken whatever the rules say. So deploy a new subscription before its topic has traffic, or let its
 * consumer bear messages that it did not ask for.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusSubscription extends SubscriptionBase {
  /**
   * A subscription that exists: made elsewhere, and only read here.
   *
   * @throws {AzureRefusalError} for a name that no subscription can have
   */
  static fromSubscriptionName(
    scope: Construct,
    id: string,
    props: SubscriptionReferenceProps,
  ): IServiceBusSubscription {
    return new ImportedSubscription(scope, id, props);
  }

  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusSubscription;
  readonly subscriptionId: string;
  readonly subscriptionName: string;
  readonly topic: IServiceBusTopic;

  constructor(scope: Construct, id: string, props: ServiceBusSubscriptionProps) {
    super(scope, id);
    const {
      topic,
      rules = {},
      maxDeliveryCount = subscriptionDefaults.maxDeliveryCount,
      forwardTo,
      forwardDeadLetteredMessagesTo,
      ...given
    } = props;
    const rest = {
      ...given,
      maxDeliveryCount,
      lockDuration: isoDuration(given.lockDuration),
      autoDeleteOnIdle: isoDuration(given.autoDeleteOnIdle),
      defaultMessageTimeToLive: isoDuration(given.defaultMessageTimeToLive),
    };
    refuse(
      this,
      subscriptionProblems(
        {
          ...known(rest),
          forwardTo: judgedForwardName(forwardTo),
          forwardDeadLetteredMessagesTo: judgedForwardName(forwardDeadLetteredMessagesTo),
        },
        topic.namespace,
      ),
    );
    claimName(topic, this, props.name);

    const { defaultMessageTimeToLive: defaultMessageTtl, ...attributes } = rest;
    this.resource = new ServicebusSubscription(this, 'Default', {
      ...attributes,
      topicId: topic.topicId,
      defaultMessageTtl,
      forwardTo: forwardName(forwardTo),
      forwardDeadLetteredMessagesTo: forwardName(forwardDeadLetteredMessagesTo),
    });
    this.topic = topic;
    this.subscriptionId = this.resource.id;
    this.subscriptionName = this.resource.name;
    for (const [name, rule] of Object.entries(rules)) this.addRule(name, rule);
  }

  protected get element(): ServicebusSubscription {
    return this.resource;
  }
}
