/**
 * What a Service Bus namespace contains, as plain readonly data: the one vocabulary that the constructs, the reader of
 * synthesized stacks and the local broker share. Durations are ISO 8601 text (`PT45S`), as Azure keeps them.
 */

import type { TimeSpan } from './time-span.js';

/** Pricing tier of a namespace. What each can do is in `tiers`. */
export type Sku = 'Basic' | 'Standard' | 'Premium';

/** Whether an entity takes messages in, gives them out, both or neither. */
export type EntityStatus = 'Active' | 'Disabled' | 'SendDisabled' | 'ReceiveDisabled';

/** A claim that a shared access key carries. Manage includes Listen and Send, and Azure wants all three set. */
export type AccessRight = 'Listen' | 'Send' | 'Manage';

/** A shared access policy of a namespace, queue or topic. */
export interface AuthorizationRuleDefinition {
  readonly name: string;
  readonly rights: readonly AccessRight[];
}

export interface NamespaceDefinition {
  readonly name: string;
  readonly sku: Sku;
  /** Messaging units; 0 unless Premium. */
  readonly capacity: number;
  /** Partitions of a Premium namespace; 0 otherwise. */
  readonly premiumMessagingPartitions: number;
  /** Whether shared access keys are accepted at all. */
  readonly localAuthEnabled: boolean;
  readonly authorizationRules: readonly AuthorizationRuleDefinition[];
}

/** What queues and subscriptions, the two kinds of entity that hold messages for receivers, have in common. */
export interface ReceivableDefinition {
  readonly name: string;
  readonly status: EntityStatus;
  /** How long a peek-lock lasts before the message is given out again; at most PT5M. */
  readonly lockDuration: string;
  /** Deliveries after which a message is dead-lettered. */
  readonly maxDeliveryCount: number;
  /** Ceiling on every message's time to live. */
  readonly defaultMessageTimeToLive: string;
  readonly deadLetteringOnMessageExpiration: boolean;
  readonly requiresSession: boolean;
  readonly batchedOperationsEnabled: boolean;
  readonly autoDeleteOnIdle: string;
  /** A note of the owner's, at most 1,024 characters. Service Bus only keeps it. */
  readonly userMetadata?: string;
  /** Queue or topic that receives every message instead of this entity's receivers. */
  readonly forwardTo?: string;
  /** Queue or topic that receives the dead letters instead of the dead-letter sub-queue. */
  readonly forwardDeadLetteredMessagesTo?: string;
}

/** What queues and topics, the two kinds of entity that senders address, have in common. */
export interface SendableDefinition {
  readonly name: string;
  readonly status: EntityStatus;
  readonly defaultMessageTimeToLive: string;
  readonly requiresDuplicateDetection: boolean;
  readonly duplicateDetectionHistoryTimeWindow: string;
  readonly partitioningEnabled: boolean;
  readonly expressEnabled: boolean;
  readonly batchedOperationsEnabled: boolean;
  readonly autoDeleteOnIdle: string;
  readonly maxSizeInMegabytes: number;
  /** Largest message, in kilobytes; absent means the tier's. */
  readonly maxMessageSizeInKilobytes?: number;
  /** A note of the owner's, at most 1,024 characters. Service Bus only keeps it. */
  readonly userMetadata?: string;
  readonly authorizationRules: readonly AuthorizationRuleDefinition[];
}

export interface QueueDefinition extends ReceivableDefinition, SendableDefinition {}

export interface TopicDefinition extends SendableDefinition {
  readonly supportOrdering: boolean;
  readonly subscriptions: readonly SubscriptionDefinition[];
}

export interface SubscriptionDefinition extends ReceivableDefinition {
  readonly deadLetteringOnFilterEvaluationError: boolean;
  /** Never empty in Azure's own default: a subscription without rules of its own has `$Default`, which takes all. */
  readonly rules: readonly RuleDefinition[];
}

/** A value that a filter compares with: the types that correlation filters and SQL parameters can carry. */
export type PropertyValue = string | number | boolean | Date | TimeSpan;

export interface TrueFilter {
  readonly kind: 'true';
}

export interface FalseFilter {
  readonly kind: 'false';
}

export interface SqlFilter {
  readonly kind: 'sql';
  /** A condition in the SQL filter language, at most 1,024 characters: `type = 'purchase' AND amount > 100`. */
  readonly sqlExpression: string;
  /** Values of `@name` parameters, keyed with the `@`. */
  readonly parameters?: Readonly<Record<string, PropertyValue>>;
}

/** Every member given must equal the message's. */
export interface CorrelationFilter {
  readonly kind: 'correlation';
  readonly correlationId?: string;
  readonly messageId?: string;
  readonly to?: string;
  readonly replyTo?: string;
  /** The message's subject. */
  readonly label?: string;
  readonly sessionId?: string;
  readonly replyToSessionId?: string;
  readonly contentType?: string;
  /** Application properties. */
  readonly properties?: Readonly<Record<string, PropertyValue>>;
}

export type FilterDefinition = TrueFilter | FalseFilter | SqlFilter | CorrelationFilter;

/** Changes to the copy of a message that a rule lets through: `SET priority = 'high'; REMOVE trace`. */
export interface SqlAction {
  readonly sqlExpression: string;
  readonly parameters?: Readonly<Record<string, PropertyValue>>;
}

export interface RuleDefinition {
  readonly name: string;
  readonly filter: FilterDefinition;
  readonly action?: SqlAction;
}

export interface EmailReceiver {
  readonly name: string;
  readonly emailAddress: string;
}

export interface WebhookReceiver {
  readonly name: string;
  readonly serviceUri: string;
}

/** Who is told when an alert fires. */
export interface ActionGroupDefinition {
  readonly name: string;
  readonly shortName: string;
  readonly enabled: boolean;
  readonly emailReceivers: readonly EmailReceiver[];
  readonly webhookReceivers: readonly WebhookReceiver[];
}

export type MetricAggregation = 'Average' | 'Count' | 'Minimum' | 'Maximum' | 'Total';

export type MetricOperator =
  'Equals' | 'GreaterThan' | 'GreaterThanOrEqual' | 'LessThan' | 'LessThanOrEqual' | 'NotEquals';

/** Values are told apart: the alert fires for each value that crosses the threshold, on its own. */
export interface MetricDimension {
  readonly name: string;
  readonly operator: 'Include' | 'Exclude' | 'StartsWith';
  /** `*` includes each value there is, or will be. */
  readonly values: readonly string[];
}

/** What an alert looks at. */
export interface MetricSelection {
  readonly metricNamespace: string;
  readonly metricName: string;
  readonly aggregation: MetricAggregation;
  readonly dimensions: readonly MetricDimension[];
}

export interface MetricCriterion extends MetricSelection {
  readonly operator: MetricOperator;
  readonly threshold: number;
}

export type DynamicMetricOperator = 'GreaterThan' | 'LessThan' | 'GreaterOrLessThan';

/** A high sensitivity fires on small deviations already. */
export type AlertSensitivity = 'Low' | 'Medium' | 'High';

/** A threshold that Azure Monitor learns from the metric's own past. */
export interface DynamicMetricCriterion extends MetricSelection {
  readonly operator: DynamicMetricOperator;
  readonly alertSensitivity: AlertSensitivity;
  /** Windows that are looked at. */
  readonly evaluationTotalCount: number;
  /** How many of them must be out of the ordinary. */
  readonly evaluationFailureCount: number;
  /** When to start learning: a date and time of RFC 3339. */
  readonly ignoreDataBefore?: string;
}

/** An Azure Monitor metric alert. All criteria must hold for it to fire. */
export interface MetricAlertDefinition {
  readonly name: string;
  readonly description?: string;
  readonly enabled: boolean;
  /** 0 (critical) to 4 (verbose). */
  readonly severity: number;
  /** How often the criteria are evaluated, PT1M to PT1H. */
  readonly frequency: string;
  /** Span of time that each evaluation looks at, PT1M to P1D and at least the frequency. */
  readonly windowSize: string;
  readonly autoMitigate: boolean;
  /** Name of the namespace the alert watches: the only scope that Azure accepts for Service Bus metrics. */
  readonly scope: string;
  /** Empty where a dynamic criterion stands in their place. */
  readonly criteria: readonly MetricCriterion[];
  /** In place of criteria. Azure Monitor alone can evaluate it: nothing local knows the metric's past. */
  readonly dynamicCriterion?: DynamicMetricCriterion;
  /** Names of the action groups it calls. Some may not be among the topology's: they exist elsewhere. */
  readonly actionGroups: readonly string[];
}

/** A whole messaging system: one namespace, its entities, and the alerts on it. */
export interface Topology {
  readonly namespace: NamespaceDefinition;
  readonly queues: readonly QueueDefinition[];
  readonly topics: readonly TopicDefinition[];
  readonly actionGroups: readonly ActionGroupDefinition[];
  readonly metricAlerts: readonly MetricAlertDefinition[];
}
