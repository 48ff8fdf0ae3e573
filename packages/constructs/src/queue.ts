import {
  prescribedPartitioning,
  queueProblems,
  settableStatusProblems,
  type EntityStatus,
} from '@ams/service-bus-model';
import { ServicebusQueue } from '@cdktf/provider-azurerm/lib/servicebus-queue/index.js';
import type { IResolvable } from 'cdktf';
import type { Construct } from 'constructs';
import { claimName } from './claimed-names.js';
import { isoDuration, type DurationInput } from './duration.js';
import { advise } from './entity-advice.js';
import { roomInMegabytes } from './entity-alerts.js';
import { countEntity } from './entity-counts.js';
import { foreignTargetProblems, forwardNames, judgedForwardNames, type IForwardTarget } from './forward-target.js';
import { claimForward } from './forwards.js';
import { ImportedQueue, type QueueReferenceProps } from './imported-queue.js';
import { known, knownValue } from './known.js';
import { lifecycleArguments, timeoutProblems, type LifecycleProps } from './lifecycle-props.js';
import type { IServiceBusNamespace } from './namespace.js';
import { QueueBase, type IServiceBusQueue } from './queue-base.js';
import { refuse } from './refusal.js';

export interface ServiceBusQueueProps extends LifecycleProps {
  /**
   * 1 to 260 letters, digits and `. - _ ~ /`, with a letter or digit at both ends. No other queue or topic of the
   * namespace has it, in any case of letters.
   */
  readonly name: string;
  readonly namespace: IServiceBusNamespace;
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
   * Longest life of a message, and its life where the sender sets none: at least PT1S; at most P14D on Basic.
   * @default the longest that the tier allows
   */
  readonly defaultMessageTimeToLive?: DurationInput;
  /**
   * Whether messages that expire go to the dead-letter queue; otherwise they are dropped.
   * @default false
   */
  readonly deadLetteringOnMessageExpiration?: boolean | IResolvable;
  /**
   * Whether every message belongs to a session, whose messages one receiver gets in order. Not on Basic, and not with
   * `forwardTo`. A change replaces the queue and loses its messages.
   * @default false
   */
  readonly requiresSession?: boolean | IResolvable;
  /**
   * Whether a message whose id came before is dropped. Not on Basic. A change replaces the queue and loses its messages.
   * @default false
   */
  readonly requiresDuplicateDetection?: boolean | IResolvable;
  /**
   * How far back message ids are remembered: PT20S to P7D.
   * @default 'PT10M'
   */
  readonly duplicateDetectionHistoryTimeWindow?: DurationInput;
  /**
   * Whether the queue is spread over several brokers: more throughput and room, but order only within a partition key.
   * On Premium it must be true if and only if the namespace has more than one partition. A change replaces the queue
   * and loses its messages.
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
   * @default true
   */
  readonly batchedOperationsEnabled?: boolean | IResolvable;
  /**
   * Time without use after which the queue deletes itself: at least PT5M. Not on Basic.
   * @default never
   */
  readonly autoDeleteOnIdle?: DurationInput;
  /**
   * Room in megabytes: 1024, 2048, 3072, 4096 or 5120, and on Premium also 10240, 20480, 40960 or 81920. A partitioned
   * queue on Standard has that much in each of its 16 partitions.
   * @default 1024
   */
  readonly maxSizeInMegabytes?: number;
  /**
   * Largest message in kilobytes, 1024 to 102400. Premium alone.
   * @default 256, on Premium 1024
   */
  readonly maxMessageSizeInKilobytes?: number;
  /**
   * Queue or topic of the namespace that gets every message in place of this queue's receivers. Not on Basic. A chain
   * has at most 4 hops, and no circle.
   * @default none
   */
  readonly forwardTo?: string | IForwardTarget;
  /**
   * Queue or topic of the namespace that gets the dead letters in place of the dead-letter queue. Not on Basic.
   * @default none
   */
  readonly forwardDeadLetteredMessagesTo?: string | IForwardTarget;
  /**
   * Whether the queue takes messages in and gives them out.
   * @default 'Active'
   */
  readonly status?: EntityStatus;
}

/**
 * A Service Bus queue: each message goes to one of its receivers.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply
 */
export class ServiceBusQueue extends QueueBase {
  /**
   * A queue that exists: made elsewhere, and only read here.
   *
   * @throws {AzureRefusalError} for a name that no queue can have
   */
  static fromQueueName(scope: Construct, id: string, props: QueueReferenceProps): IServiceBusQueue {
    return new ImportedQueue(scope, id, props);
  }

  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: ServicebusQueue;
  readonly queueId: string;
  readonly queueName: string;
  readonly plainName: string | undefined;
  readonly namespace: IServiceBusNamespace;

  constructor(scope: Construct, id: string, props: ServiceBusQueueProps) {
    super(scope, id);
    const {
      namespace,
      partitioningEnabled = prescribedPartitioning(namespace) ?? false,
      forwardTo,
      forwardDeadLetteredMessagesTo,
      preventDestroy,
      timeouts,
      ...given
    } = props;
    const settings = {
      ...given,
      partitioningEnabled,
      lockDuration: isoDuration(given.lockDuration),
      duplicateDetectionHistoryTimeWindow: isoDuration(given.duplicateDetectionHistoryTimeWindow),
      autoDeleteOnIdle: isoDuration(given.autoDeleteOnIdle),
      defaultMessageTimeToLive: isoDuration(given.defaultMessageTimeToLive),
    };
    const judged = known(settings);
    refuse(this, [
      ...queueProblems({ ...judged, ...judgedForwardNames(props) }, namespace),
      ...settableStatusProblems('queue', judged),
      ...foreignTargetProblems(props, namespace),
      ...timeoutProblems(timeouts),
    ]);
    claimName(namespace, this, props.name);
    claimForward(this, namespace, judged.name, forwardTo);
    countEntity(this, namespace, { partitioned: judged.partitioningEnabled === true });
    advise(this, { ...judged, preventDestroy });

    const { defaultMessageTimeToLive: defaultMessageTtl, ...attributes } = settings;
    this.resource = new ServicebusQueue(this, 'Default', {
      ...attributes,
      ...forwardNames({ forwardTo, forwardDeadLetteredMessagesTo }),
      ...lifecycleArguments({ preventDestroy, timeouts }),
      namespaceId: namespace.namespaceId,
      defaultMessageTtl,
    });
    this.namespace = namespace;
    this.queueId = this.resource.id;
    this.queueName = this.resource.name;
    this.plainName = knownValue(props.name);
  }

  protected get element(): ServicebusQueue {
    return this.resource;
  }

  protected override get roomInMegabytes(): number | undefined {
    return roomInMegabytes(this.resource, this.namespace.sku);
  }
}
