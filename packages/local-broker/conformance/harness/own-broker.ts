import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import {
  type AuthorizationRuleDefinition,
  defineQueue,
  defineSubscription,
  defineTopic,
  defineTopology,
  type FilterDefinition,
  type QueueDefinition,
  type SubscriptionDefinition,
  type TopicDefinition,
} from '@ams/service-bus-model';

import { startBroker } from '../../src/index.js';
import type { QueueShape, SubscriptionShape, TopicShape } from './entity-shapes.js';
import type { Provisioner } from './provision.js';

const given = (members: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

const authorizationRules = ({ keys = {} }: QueueShape | TopicShape): AuthorizationRuleDefinition[] =>
  Object.entries(keys).map(([name, rights]) => ({ name, rights }));

function queueOf(name: string, shape: QueueShape): QueueDefinition {
  const { keys, enablePartitioning, enableBatchedOperations, ...same } = shape;
  return defineQueue({
    name,
    ...same,
    ...given({ partitioningEnabled: enablePartitioning, batchedOperationsEnabled: enableBatchedOperations }),
    ...(keys && { authorizationRules: authorizationRules(shape) }),
  } as Parameters<typeof defineQueue>[0]);
}

function subscriptionOf(name: string, { defaultRuleOptions, ...same }: SubscriptionShape): SubscriptionDefinition {
  const { deadLetteringOnFilterEvaluationExceptions, ...rest } = same;
  const rule = defaultRuleOptions;
  return defineSubscription({
    name,
    ...rest,
    ...given({ deadLetteringOnFilterEvaluationError: deadLetteringOnFilterEvaluationExceptions }),
    ...(rule && {
      rules: [{ name: rule.name, filter: filterOf(rule.filter), ...(rule.action && { action: rule.action }) }],
    }),
  } as Parameters<typeof defineSubscription>[0]);
}

type RuleFilter = NonNullable<SubscriptionShape['defaultRuleOptions']>['filter'];

function filterOf(filter: RuleFilter): FilterDefinition {
  if (filter === undefined) return { kind: 'true' };
  if ('sqlExpression' in filter)
    return { kind: 'sql', sqlExpression: filter.sqlExpression, parameters: filter.sqlParameters ?? {} };
  const { subject, applicationProperties, ...same } = filter as Record<string, never>;
  return { kind: 'correlation', ...given({ ...same, label: subject, properties: applicationProperties }) };
}

function topicOf(name: string, shape: TopicShape): TopicDefinition {
  const { keys, subscriptions = {}, enablePartitioning, enableBatchedOperations, ...same } = shape;
  return defineTopic({
    name,
    ...same,
    ...given({ partitioningEnabled: enablePartitioning, batchedOperationsEnabled: enableBatchedOperations }),
    ...(keys && { authorizationRules: authorizationRules(shape) }),
    subscriptions: Object.entries(subscriptions).map(([key, subscription]) => subscriptionOf(key, subscription)),
  } as Parameters<typeof defineTopic>[0]);
}

/**
 * Starts a broker for each case, with the entities of the case and nothing else.
 *
 * @param certificates a data directory whose certificate authority the clients trust.
 */
export const ownBroker =
  (security: 'plain' | 'tls', certificates?: string): Provisioner =>
  async ({ queues = {}, topics = {} }) => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 'conformance-'));
    if (certificates !== undefined)
      await cp(join(certificates, 'certificates'), join(dataDirectory, 'certificates'), { recursive: true });
    const broker = await startBroker({
      dataDirectory,
      topology: defineTopology({
        namespace: { name: 'conformance' },
        queues: Object.entries(queues).map(([name, shape]) => queueOf(name, shape)),
        topics: Object.entries(topics).map(([name, shape]) => topicOf(name, shape)),
      }),
    });
    return {
      connectionString: broker.connectionString(undefined, 'primary', security),
      names: Object.fromEntries([...Object.keys(queues), ...Object.keys(topics)].map((name) => [name, name])),
      connectionStringOf: (entityPath, name) => broker.connectionString({ entityPath, name }, 'primary', security),
      async remove() {
        await broker.close();
        await rm(dataDirectory, { recursive: true });
      },
    };
  };
