import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';
import { knownValue } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import type { IServiceBusQueue } from './queue-base.js';
import type { IServiceBusSubscription } from './subscription-base.js';
import type { IServiceBusTopic } from './topic-base.js';

/** What a consumer receives from. */
export type WorkerSource = IServiceBusQueue | IServiceBusSubscription;

/** The queue, or the topic of the subscription: what metrics and access rules exist for. */
export function entityOf(source: WorkerSource): IServiceBusQueue | IServiceBusTopic {
  return 'topic' in source ? source.topic : source;
}

export function namespaceOf(source: WorkerSource): IServiceBusNamespace {
  return entityOf(source).namespace;
}

/** How programs are told of the source; the stack outputs of a whole system have the same names. */
export function sourceVariables(source: WorkerSource): Readonly<Record<string, string>> {
  const hostname = { AMS_NAMESPACE_HOSTNAME: namespaceOf(source).hostname };
  return 'topic' in source
    ? { ...hostname, AMS_TOPIC_NAME: source.topic.topicName, AMS_SUBSCRIPTION_NAME: source.subscriptionName }
    : { ...hostname, AMS_QUEUE_NAME: source.queueName };
}

/** Warns at synth of an image whose content changes under its name: replicas of one app differ then. */
export function adviseOnImage(worker: IConstruct, image: string): void {
  const name = knownValue(image)?.split('/').at(-1);
  if (name === undefined || (/[:@]/.test(name) && !name.endsWith(':latest'))) return;
  Annotations.of(worker).addWarning(
    `image is '${image}', which is another program after each push: replicas differ, and no apply rolls it out. Name a version, as in 'orders-worker:1.4.2'.`,
  );
}
