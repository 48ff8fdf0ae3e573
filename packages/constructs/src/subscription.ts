import {
  clientScopeProblems,
  settableStatusProblems,
  subscriptionDefaults,
  subscriptionProblems,
  type SubscriptionStatus,
} from '@ams/service-bus-model';
import { ServicebusSubscription } from '@cdktf/provider-azurerm/lib/servicebus-subscription/index.js';
import { TerraformElement, type IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import { claimName } from './claimed-names.js';
import { isoDuration, type DurationInput } from './duration.js';
import { mindDefaultRule } from './default-rules.js';
import { advise } from './entity-advice.js';
import { countInTopic } from './entity-counts.js';
import { foreignTargetProblems, forwardNames, judgedForwardNames, type IForwardTarget } from './forward-target.js';
import { claimForward } from './forwards.js';
import { ImportedSubscription, type SubscriptionReferenceProps } from './imported-subscription.js';
import { known } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import { nameAfterOwner } from './logical-id.js';
import { refuse } from './refusal.js';
import { SubscriptionBase, type IServiceBusSubscription } from './subscription-base.js';
import type { SubscriptionRuleProps } from './subscription-rule.js';
import type { IServiceBusTopic } from './topic-base.js';

/** The JMS clients that a subscription is for. */
export interface ClientScopeProps {
  /**
   * The client id that they set; the subscription's name in Azure becomes `<name>$<client id>$D`.
   * @default an empty one: clients that set none
   */
  readonly clientId?: string;
  /**
   * Whether several of these clients may receive from it at the same time.
   * @default true
   */
  readonly shareable?: boolean | IResolvable;
}

export interface ServiceBusSubscriptionProps extends LifecycleProps {
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
   * Queue or topic of the namespace that gets every message in place of this subscription's receivers. A chain has at
   * most 4 hops, and no circle.
   * @default none
   */
  readonly forwardTo?: string | IForwardTarget;
  /**
   * Queue or topic of the namespace that gets the dead letters in place of the dead-letter queue.
   * @default none
   */
  readonly forwardDeadLetteredMessagesTo?: string | IForwardTarget;
  /**
   * Whether the subscription gives messages out, and takes rules. It gets its copies of messages whatever the status.
   * @default 'Active'
   */
  readonly status?: SubscriptionStatus;
  /**
   * Makes it a subscription of Java programs that use JMS 2.0. Premium alone. A change replaces the subscription and
   * loses its messages.
   * @default a plain subscription
   */
  readonly clientScope?: ClientScopeProps;
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
 * in between is taken whatever the rules say. `deleteDefaultRules` shortens that to the time of one request.
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
      clientScope,
      preventDestroy,
      timeouts,
      ...given
    } = props;
    const settings = {
      ...given,
      maxDeliveryCount,
      lockDuration: isoDuration(given.lockDuration),
      autoDeleteOnIdle: isoDuration(given.autoDeleteOnIdle),
      defaultMessageTimeToLive: isoDuration(given.defaultMessageTimeToLive),
    };
    const judged = known(settings);
    refuse(this, [
      ...subscriptionProblems({ ...judged, ...judgedForwardNames(props) }, topic.namespace),
      ...settableStatusProblems('subscription', judged),
      ...clientScopeProblems(clientScope && known(clientScope), topic.namespace),
      ...foreignTargetProblems(props, topic.namespace),
      ...timeoutProblems(timeouts),
    ]);
    claimName(topic, this, props.name);
    claimForward(this, topic.namespace, topic.plainName, forwardTo);
    countInTopic(this, topic, 'subscriptions');
    advise(this, { ...judged, preventDestroy });

    const { defaultMessageTimeToLive: defaultMessageTtl, ...attributes } = settings;
    this.resource = new ServicebusSubscription(this, 'Default', {
      ...attributes,
      ...forwardNames({ forwardTo, forwardDeadLetteredMessagesTo }),
      ...clientScopeArguments(clientScope),
      ...lifecycleArguments({ preventDestroy, timeouts }),
      topicId: topic.topicId,
      defaultMessageTtl,
    });
    const owner = topic.node.defaultChild;
    if (scope === topic && TerraformElement.isTerraformElement(owner)) nameAfterOwner(this.resource, owner, id);
    this.topic = topic;
    this.subscriptionId = this.resource.id;
    this.subscriptionName = this.resource.name;
    for (const [name, rule] of Object.entries(rules)) this.addRule(name, rule);
    mindDefaultRule(this);
  }

  protected get element(): ServicebusSubscription {
    return this.resource;
  }
}

/** Azure writes the client's id into the name, and the provider does so only where the block is given. */
function clientScopeArguments(scope: ClientScopeProps | undefined) {
  if (scope === undefined) return {};
  const { clientId, shareable = true } = scope;
  return {
    clientScopedSubscriptionEnabled: true,
    clientScopedSubscription: { clientId, isClientScopedSubscriptionShareable: shareable },
  };
}
