import { z } from 'zod';
import { defineTopology } from '../defaults.js';
import { given } from '../given.js';
import type {
  AuthorizationRuleDefinition,
  MetricAlertDefinition,
  NamespaceDefinition,
  QueueDefinition,
  SubscriptionDefinition,
  Topology,
  TopicDefinition,
} from '../topology.js';
import { readActionGroup, readMetricAlert } from './alerts.js';
import { readAttributes } from './attributes.js';
import { authorizationRuleParents, readAuthorizationRule } from './authorization-rules.js';
import { checkForwarding, checkNamesAreUnique, type Entry } from './checks.js';
import { readQueue, readSubscription, readTopic } from './entities.js';
import { groupByParent, type ParentLink } from './parents.js';
import { idsAsAddresses, resolverOf, type Resolve } from './references.js';
import { readRule } from './rules.js';
import {
  parseStackDocument,
  placeOf,
  resourcesOfType,
  type StackDocument,
  type StackResource,
} from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/**
 * Reads the messaging system out of a synthesized stack: namespace, entities, rules, access, action groups and alerts.
 * What the stack leaves to Azure gets Azure's defaults. Values are taken as they are: what Azure would refuse is refused
 * where the stack is made.
 * @param json the parsed JSON of a `cdk.tf.json`
 * @throws SynthesizedStackError not such a document; a reference that cannot be resolved, or leads nowhere; not exactly
 * one namespace; two entities of one name
 */
export function readSynthesizedStack(json: unknown): Topology {
  const document = parseStackDocument(json);
  const resolve = resolverOf(document, idsAsAddresses);
  const namespace = onlyNamespace(document);
  const childrenOf = (type: string, link: ParentLink) => groupByParent(type, link, document, resolve);
  const authorizationRules = authorizationRulesReader(childrenOf, resolve);

  const queues = readQueues(childrenOf, namespace, resolve, authorizationRules);
  const { topics, subscriptions } = readTopics(childrenOf, namespace, resolve, authorizationRules);
  checkNamesAreUnique([...queues, ...topics]);
  checkForwarding([...queues, ...subscriptions], [...queues, ...topics]);

  const namespaceDefinition = readNamespace(namespace, resolve, authorizationRules(namespace));
  return defineTopology({
    namespace: namespaceDefinition,
    queues: definitionsOf(queues),
    topics: definitionsOf(topics),
    ...readAlerting(document, resolve, { address: namespace.address, name: namespaceDefinition.name }),
  });
}

type ChildrenOf = (type: string, link: ParentLink) => (parent: StackResource) => readonly StackResource[];
type AuthorizationRulesOf = (parent: StackResource) => readonly AuthorizationRuleDefinition[];

const definitionsOf = <Definition>(entries: readonly Entry<Definition>[]): readonly Definition[] =>
  entries.map(({ definition }) => definition);

function onlyNamespace(document: StackDocument): StackResource {
  const type = 'azurerm_servicebus_namespace';
  const [namespace, ...others] = resourcesOfType(document, type);
  if (namespace === undefined) {
    throw new SynthesizedStackError(
      type,
      'the stack has none. A messaging system needs one; pass a stack that creates it.',
    );
  }
  if (others.length > 0) {
    const all = [namespace, ...others].map((resource) => placeOf(resource)).join(', ');
    throw new SynthesizedStackError(
      type,
      `the stack has ${others.length + 1}: ${all}. Put each into a stack of its own.`,
    );
  }
  return namespace;
}

const namespaceSchema = z.object({
  name: z.string(),
  sku: z.enum(['Basic', 'Standard', 'Premium']),
  capacity: z.number().optional(),
  premium_messaging_partitions: z.number().optional(),
  local_auth_enabled: z.boolean().optional(),
});

function readNamespace(
  resource: StackResource,
  resolve: Resolve,
  authorizationRules: readonly AuthorizationRuleDefinition[],
): Pick<NamespaceDefinition, 'name'> & Partial<NamespaceDefinition> {
  const attributes = readAttributes(resource, namespaceSchema, resolve);
  return {
    name: attributes.name,
    sku: attributes.sku,
    ...given({
      capacity: attributes.capacity,
      premiumMessagingPartitions: attributes.premium_messaging_partitions,
      localAuthEnabled: attributes.local_auth_enabled,
    }),
    authorizationRules,
  };
}

function authorizationRulesReader(childrenOf: ChildrenOf, resolve: Resolve): AuthorizationRulesOf {
  const finders = Object.entries(authorizationRuleParents).map(([type, link]) => childrenOf(type, link));
  return (parent) => {
    const entries = finders.flatMap((find) =>
      find(parent).map((resource) => ({ resource, definition: readAuthorizationRule(resource, resolve) })),
    );
    checkNamesAreUnique(entries);
    return definitionsOf(entries);
  };
}

const inNamespace = { attribute: 'namespace_id', parentType: 'azurerm_servicebus_namespace' };

function readQueues(
  childrenOf: ChildrenOf,
  namespace: StackResource,
  resolve: Resolve,
  authorizationRules: AuthorizationRulesOf,
): readonly Entry<QueueDefinition>[] {
  return childrenOf(
    'azurerm_servicebus_queue',
    inNamespace,
  )(namespace).map((resource) => ({
    resource,
    definition: readQueue(resource, resolve, authorizationRules(resource)),
  }));
}

function readTopics(
  childrenOf: ChildrenOf,
  namespace: StackResource,
  resolve: Resolve,
  authorizationRules: AuthorizationRulesOf,
): {
  readonly topics: readonly Entry<TopicDefinition>[];
  readonly subscriptions: readonly Entry<SubscriptionDefinition>[];
} {
  const subscriptionsOf = subscriptionsReader(childrenOf, resolve);
  const topics = childrenOf(
    'azurerm_servicebus_topic',
    inNamespace,
  )(namespace).map((resource) => {
    const subscriptions = subscriptionsOf(resource);
    const definition = readTopic(resource, resolve, authorizationRules(resource), definitionsOf(subscriptions));
    return { resource, definition, subscriptions };
  });
  return { topics, subscriptions: topics.flatMap(({ subscriptions }) => subscriptions) };
}

function subscriptionsReader(
  childrenOf: ChildrenOf,
  resolve: Resolve,
): (topic: StackResource) => readonly Entry<SubscriptionDefinition>[] {
  const rulesOf = childrenOf('azurerm_servicebus_subscription_rule', {
    attribute: 'subscription_id',
    parentType: 'azurerm_servicebus_subscription',
  });
  const subscriptionsOf = childrenOf('azurerm_servicebus_subscription', {
    attribute: 'topic_id',
    parentType: 'azurerm_servicebus_topic',
  });
  return (topic) => {
    const subscriptions = subscriptionsOf(topic).map((resource) => {
      const rules = rulesOf(resource).map((rule) => ({ resource: rule, definition: readRule(rule, resolve) }));
      checkNamesAreUnique(rules);
      return { resource, definition: readSubscription(resource, resolve, definitionsOf(rules)) };
    });
    checkNamesAreUnique(subscriptions);
    return subscriptions;
  };
}

function readAlerting(
  document: StackDocument,
  resolve: Resolve,
  namespace: { readonly address: string; readonly name: string },
): Pick<Topology, 'actionGroups' | 'metricAlerts'> {
  const actionGroups = resourcesOfType(document, 'azurerm_monitor_action_group').map((resource) => ({
    resource,
    definition: readActionGroup(resource, resolve),
  }));
  const surroundings = {
    namespaceAddress: namespace.address,
    namespaceName: namespace.name,
    actionGroupNames: new Map(actionGroups.map(({ resource, definition }) => [resource.address, definition.name])),
  };
  return {
    actionGroups: definitionsOf(actionGroups),
    metricAlerts: resourcesOfType(document, 'azurerm_monitor_metric_alert')
      .map((resource) => readMetricAlert(resource, resolve, surroundings))
      .filter((alert): alert is MetricAlertDefinition => alert !== undefined),
  };
}
