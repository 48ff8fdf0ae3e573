import { prescribedPartitioning, type Problem } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import type { IForwardTarget } from './forward-target.js';
import { isUnresolved } from './known.js';
import { unknownKey } from './messaging-system-checks.js';
import type { SystemQueue, SystemQueues, SystemSubscription, SystemTopics } from './messaging-system-props.js';
import type { ServiceBusNamespace } from './namespace.js';
import { ServiceBusQueue } from './queue.js';
import { AzureRefusalError } from './refusal.js';
import { ServiceBusSubscription } from './subscription.js';
import { ServiceBusTopic } from './topic.js';

/** What the entities of a system are made from. */
export interface SystemEntitiesProps {
  readonly namespace: ServiceBusNamespace;
  /** Where neither the tier nor the entity says. */
  readonly partitioningEnabled: boolean;
  readonly queues: SystemQueues;
  readonly topics: SystemTopics;
  readonly subscriptions: Readonly<Record<string, SystemSubscription>>;
}

/** The entities of a system by key. Those that others forward to are made before them. */
export class SystemEntities {
  readonly queues = new Map<string, ServiceBusQueue>();
  readonly topics = new Map<string, ServiceBusTopic>();
  readonly subscriptions = new Map<string, ServiceBusSubscription>();
  private readonly partitioningEnabled: boolean;
  /** Keys of the queues that wait for their targets. */
  private readonly waiting: string[] = [];

  constructor(
    private readonly scope: Construct,
    private readonly props: SystemEntitiesProps,
  ) {
    this.partitioningEnabled = prescribedPartitioning(props.namespace) ?? props.partitioningEnabled;
    for (const [key, topic] of Object.entries(props.topics)) this.topics.set(key, this.makeTopic(key, topic));
    for (const [key, queue] of Object.entries(props.queues)) this.queueOf(key, queue);
    for (const [key, subscription] of Object.entries(props.subscriptions)) {
      this.subscriptions.set(key, this.makeSubscription(key, subscription));
    }
  }

  /** The queue or topic of that key. */
  find(key: string): ServiceBusQueue | ServiceBusTopic | undefined {
    return this.queues.get(key) ?? this.topics.get(key);
  }

  private makeTopic(key: string, topic: SystemTopics[string]): ServiceBusTopic {
    const { namespace } = this.props;
    const { name = key, partitioningEnabled = this.partitioningEnabled, ...rest } = topic;
    return new ServiceBusTopic(this.scope, key, { ...rest, name, namespace, partitioningEnabled });
  }

  private queueOf(key: string, queue: SystemQueue): ServiceBusQueue {
    const made = this.queues.get(key) ?? this.makeQueue(key, queue);
    this.queues.set(key, made);
    return made;
  }

  private makeQueue(key: string, queue: SystemQueue): ServiceBusQueue {
    const { namespace } = this.props;
    const { name = key, partitioningEnabled = this.partitioningEnabled, ...rest } = queue;
    this.waiting.push(key);
    const targets = this.targets(`queues.${key}`, queue);
    this.waiting.pop();
    return new ServiceBusQueue(this.scope, key, { ...rest, ...targets, name, namespace, partitioningEnabled });
  }

  private makeSubscription(key: string, subscription: SystemSubscription): ServiceBusSubscription {
    const { name = key, topic: topicKey, ...rest } = subscription;
    const property = `subscriptions.${key}`;
    const topic =
      this.topics.get(topicKey) ?? this.refuseKey(`${property}.topic`, topicKey, Object.keys(this.props.topics));
    return new ServiceBusSubscription(this.scope, key, {
      ...rest,
      ...this.targets(property, subscription),
      name,
      topic,
    });
  }

  private targets(
    property: string,
    { forwardTo, forwardDeadLetteredMessagesTo }: Pick<SystemQueue, 'forwardTo' | 'forwardDeadLetteredMessagesTo'>,
  ) {
    return {
      forwardTo: this.target(`${property}.forwardTo`, forwardTo),
      forwardDeadLetteredMessagesTo: this.target(
        `${property}.forwardDeadLetteredMessagesTo`,
        forwardDeadLetteredMessagesTo,
      ),
    };
  }

  /** A target that is named by its key, as the construct that Terraform creates first. */
  private target(property: string, target: string | IForwardTarget | undefined): string | IForwardTarget | undefined {
    if (typeof target !== 'string' || isUnresolved(target)) return target;
    const queue = this.props.queues[target];
    if (queue === undefined) {
      const { queues, topics } = this.props;
      return this.topics.get(target) ?? this.refuseKey(property, target, Object.keys({ ...queues, ...topics }));
    }
    if (this.waiting.includes(target)) {
      const circle = [...this.waiting, target].join(' -> ');
      const rule = `Azure wants a target to exist first, and here each waits for another: ${circle}`;
      throw this.refusal({ property, value: target, rule, cure: 'Take one of these forwards out.' });
    }
    return this.queueOf(target, queue);
  }

  private refuseKey(property: string, value: string, keys: readonly string[]): never {
    throw this.refusal(unknownKey(property, value, keys));
  }

  private refusal(problem: Problem): AzureRefusalError {
    return new AzureRefusalError(this.scope.node.path, [problem]);
  }
}
