import {
  namespaceContentsProblems,
  topicContentsProblems,
  type NamespaceContents,
  type TopicContents,
} from '@ams/service-bus-model';
import type { IConstruct } from 'constructs';
import type { IServiceBusNamespace } from './namespace.js';
import { refuse } from './refusal.js';
import type { IServiceBusTopic } from './topic-base.js';

const inNamespaces = new WeakMap<IServiceBusNamespace, NamespaceContents>();
const inTopics = new WeakMap<IServiceBusTopic, TopicContents>();

/**
 * Counts a queue or topic of a namespace.
 *
 * @throws {AzureRefusalError} for one too many
 */
export function countEntity(
  construct: IConstruct,
  namespace: IServiceBusNamespace,
  { partitioned }: { readonly partitioned: boolean },
): void {
  const { entities, partitionedEntities } = inNamespaces.get(namespace) ?? { entities: 0, partitionedEntities: 0 };
  const contents = { entities: entities + 1, partitionedEntities: partitionedEntities + (partitioned ? 1 : 0) };
  refuse(construct, namespaceContentsProblems(contents, namespace));
  inNamespaces.set(namespace, contents);
}

/**
 * Counts a subscription of a topic, or a filter of one.
 *
 * @throws {AzureRefusalError} for one too many
 */
export function countInTopic(construct: IConstruct, topic: IServiceBusTopic, kind: keyof TopicContents): void {
  const counted = inTopics.get(topic) ?? { subscriptions: 0, sqlFilters: 0, correlationFilters: 0 };
  const contents = { ...counted, [kind]: counted[kind] + 1 };
  refuse(construct, topicContentsProblems(contents));
  inTopics.set(topic, contents);
}
