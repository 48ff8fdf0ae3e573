import { defineQueue, defineSubscription, defineTopic, defineTopology } from '../defaults.js';
import { given } from '../given.js';
import type {
  FilterDefinition,
  QueueDefinition,
  RuleDefinition,
  SubscriptionDefinition,
  Topology,
  TopicDefinition,
} from '../topology.js';
import { emulatorConfigError } from './describe-issue.js';
import {
  emulatorConfigSchema,
  type EmulatorQueue,
  type EmulatorRule,
  type EmulatorSubscription,
  type EmulatorTopic,
} from './emulator-config-document.js';
import { emulatorDefaults } from './emulator-limits.js';

/**
 * Reads the messaging system out of a configuration of Microsoft's emulator. What the configuration leaves out gets the
 * emulator's defaults where they are not Azure's: three deliveries, messages that live an hour, a duplicate window of
 * 20 seconds. Values beyond the emulator's limits are taken as they are.
 *
 * @example
 * const topology = readEmulatorConfig(JSON.parse(await readFile('Config.json', 'utf8')));
 *
 * @param json the parsed JSON of a `Config.json`
 * @throws EmulatorConfigError it is not such a document: the first thing that is wrong with it
 */
export function readEmulatorConfig(json: unknown): Topology {
  const parsed = emulatorConfigSchema.safeParse(json);
  if (!parsed.success) throw emulatorConfigError(parsed.error.issues[0], json);
  const [namespace] = parsed.data.UserConfig.Namespaces;
  if (namespace === undefined) throw emulatorConfigError(undefined, json);
  return defineTopology({
    namespace: { name: namespace.Name },
    queues: namespace.Queues.map(readQueue),
    topics: namespace.Topics.map(readTopic),
  });
}

function readQueue({ Name, Properties }: EmulatorQueue): QueueDefinition {
  return defineQueue({ name: Name, ...readReceivable(Properties), ...readDuplicateDetection(Properties) });
}

function readTopic({ Name, Properties, Subscriptions }: EmulatorTopic): TopicDefinition {
  return defineTopic({
    name: Name,
    defaultMessageTimeToLive: Properties.DefaultMessageTimeToLive ?? emulatorDefaults.defaultMessageTimeToLive,
    ...readDuplicateDetection(Properties),
    subscriptions: Subscriptions.map(readSubscription),
  });
}

/** Its rules take the place of `$Default`, which it keeps only when it has none. */
function readSubscription({ Name, Properties, Rules }: EmulatorSubscription): SubscriptionDefinition {
  return defineSubscription({
    name: Name,
    ...readReceivable(Properties),
    ...(Rules.length > 0 && { rules: Rules.map(readRule) }),
  });
}

function readReceivable(properties: EmulatorSubscription['Properties']) {
  return given({
    deadLetteringOnMessageExpiration: properties.DeadLetteringOnMessageExpiration,
    defaultMessageTimeToLive: properties.DefaultMessageTimeToLive ?? emulatorDefaults.defaultMessageTimeToLive,
    lockDuration: properties.LockDuration,
    maxDeliveryCount: properties.MaxDeliveryCount ?? emulatorDefaults.maxDeliveryCount,
    forwardTo: properties.ForwardTo,
    forwardDeadLetteredMessagesTo: properties.ForwardDeadLetteredMessagesTo,
    requiresSession: properties.RequiresSession,
  });
}

function readDuplicateDetection(properties: EmulatorTopic['Properties']) {
  return given({
    requiresDuplicateDetection: properties.RequiresDuplicateDetection,
    duplicateDetectionHistoryTimeWindow:
      properties.DuplicateDetectionHistoryTimeWindow ?? emulatorDefaults.duplicateDetectionHistoryTimeWindow,
  });
}

function readRule({ Name, Properties }: EmulatorRule): RuleDefinition {
  return {
    name: Name,
    filter: readFilter(Properties),
    ...(Properties.Action?.SqlExpression && { action: { sqlExpression: Properties.Action.SqlExpression } }),
  };
}

/** The emulator's samples write a text that is not to be compared as an empty one. */
function readFilter(properties: EmulatorRule['Properties']): FilterDefinition {
  if (properties.FilterType === 'Sql') return { kind: 'sql', sqlExpression: properties.SqlFilter.SqlExpression };
  const filter = properties.CorrelationFilter;
  return {
    kind: 'correlation',
    ...given({
      contentType: filter.ContentType || undefined,
      correlationId: filter.CorrelationId || undefined,
      label: filter.Label || undefined,
      messageId: filter.MessageId || undefined,
      replyTo: filter.ReplyTo || undefined,
      replyToSessionId: filter.ReplyToSessionId || undefined,
      sessionId: filter.SessionId || undefined,
      to: filter.To || undefined,
      properties: filter.Properties,
    }),
  };
}
