import {
  prescribedPartitioning,
  settableStatusProblems,
  topicProblems,
  type TopicStatus,
} from '@ams/service-bus-model';
import { ServicebusTopic } from '@cdktf/provider-azurerm/lib/servicebus-topic/index.js';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import { claimName } from './claimed-names.js';
import { isoDuration, type DurationInput } from './duration.js';
import { advise } from './entity-advice.js';
import { roomInMegabytes } from './entity-alerts.js';
import { countEntity } from './entity-counts.js';
import { ImportedTopic, type TopicReferenceProps } from './imported-topic.js';
import { known, knownValue } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import type { IServiceBusNamespace } from './namespace.js';
import { refuse } from './refusal.js';
import { TopicBase, type IServiceBusTopic } from './topic-base.js';

export interface ServiceBusTopicProps extends LifecycleProps {
  /**
   * 1 to 260 letters, digits and `. - _ ~ /`, with a letter or digit at both ends. No other queue or topic of the
   * namespace has it, in any case of letters.
   */
  readonly name: string;
  /** Standard or Premium: Basic has no topics. */
  readonly namespace: IServiceBusNamespace;
  /**
   * Longest life of a message, and its life where the sender sets none: at least PT1S.
   * @default unlimited
   */
  readonly defaultMessageTimeToLive?: DurationInput;
  /**
   * Whether a message whose id came before is dropped. A change replaces the topic and loses its messages.
   * @default false
   */
  readonly requiresDuplicateDetection?: boolean | IResolvable;
  /**
   * How far back message ids are remembered: PT20S to P7D.
   * @default 'PT10M'
   */
  readonly duplicateDetectionHistoryTimeWindow?: DurationInput;
  /**
   * Whether the topic is spread over several brokers: more throughput and room, but order only within a partition key.
   * On Premium it must be true if and only if the namespace has more than one partition. A change replaces the topic,
   * its subscriptions and their messages.
   * @default true on Premium with several partitions, false otherwise
   */
  readonly partitioningEnabled?: boolean | IResolvable;
  /**
   * Whether messages are kept in memory before they are stored. Not on Premium.
   * @default false
   */
  readonly expressEnabled?: boolean | IResolvable;
  /**
   * Whether Azure may store and delete messages in batches.
   * @default false, the provider's
   */
  readonly batchedOperationsEnabled?: boolean | IResolvable;
  /**
   * Whether subscriptions get messages in the order in which the topic took them. It has no effect on a partitioned
   * topic.
   * @default false, the provider's
   */
  readonly supportOrdering?: boolean | IResolvable;
  /**
   * Time without use after which the topic deletes itself: at least PT5M.
   * @default never
   */
  readonly autoDeleteOnIdle?: DurationInput;
  /**
   * Room in megabytes: 1024, 2048, 3072, 4096 or 5120, and on Premium also 10240, 20480, 40960 or 81920. A partitioned
   * topic on Standard has that much in each of its 16 partitions.
   * @default 1024
   */
  readonly maxSizeInMegabytes?: number;
  /**
   * Largest message in kilobytes, 1024 to 102400. Premium alone.
   * @default 256, on Premium 1024
   */
  readonly maxMessageSizeInKilobytes?: number;
  /**
   * Whether the topic takes messages in. A disabled one refuses rules for its subscriptions, too.
   * @default 'Active'
   */
  readonly status?: TopicStatus;
}

/**
 * A Service Bus topic: each of its subscriptions gets a copy of the messages that its rules take.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusTopic extends TopicBase {
  /**
   * A topic that exists: made elsewhere, and only read here.
   *
   * @throws {AzureRefusalError} for a name that no topic can have
   */
  static fromTopicName(scope: Construct, id: string, props: TopicReferenceProps): IServiceBusTopic {
    return new ImportedTopic(scope, id, props);
  }

  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusTopic;
  readonly topicId: string;
  readonly topicName: string;
  readonly plainName: string | undefined;
  readonly namespace: IServiceBusNamespace;

  constructor(scope: Construct, id: string, props: ServiceBusTopicProps) {
    super(scope, id);
    const {
      namespace,
      partitioningEnabled = prescribedPartitioning(namespace) ?? false,
      preventDestroy,
      timeouts,
      ...given
    } = props;
    const settings = {
      ...given,
      partitioningEnabled,
      duplicateDetectionHistoryTimeWindow: isoDuration(given.duplicateDetectionHistoryTimeWindow),
      autoDeleteOnIdle: isoDuration(given.autoDeleteOnIdle),
      defaultMessageTimeToLive: isoDuration(given.defaultMessageTimeToLive),
    };
    const judged = known(settings);
    refuse(this, [
      ...topicProblems(judged, namespace),
      ...settableStatusProblems('topic', judged),
      ...timeoutProblems(timeouts),
    ]);
    claimName(namespace, this, props.name);
    countEntity(this, namespace, { partitioned: judged.partitioningEnabled === true });
    advise(this, { ...judged, preventDestroy });

    const { defaultMessageTimeToLive: defaultMessageTtl, ...attributes } = settings;
    this.resource = new ServicebusTopic(this, 'Default', {
      ...attributes,
      ...lifecycleArguments({ preventDestroy, timeouts }),
      namespaceId: namespace.namespaceId,
      defaultMessageTtl,
    });
    this.namespace = namespace;
    this.topicId = this.resource.id;
    this.topicName = this.resource.name;
    this.plainName = knownValue(props.name);
  }

  protected get element(): ServicebusTopic {
    return this.resource;
  }

  protected override get roomInMegabytes(): number | undefined {
    return roomInMegabytes(this.resource, this.namespace.sku);
  }
}
