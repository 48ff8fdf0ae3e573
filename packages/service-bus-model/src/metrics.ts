import type { MetricAggregation, Sku } from './topology.js';

/** A platform metric of Azure Monitor. */
export interface Metric {
  readonly unit: 'Count' | 'Bytes' | 'Percent' | 'Seconds' | 'MilliSeconds';
  /** The ways of summing it up that have a meaning, the usual one first; Azure refuses alerts on others. */
  readonly aggregations: readonly MetricAggregation[];
  readonly dimensions: readonly string[];
  /** Whether Azure Monitor can learn what is usual of it, for dynamic thresholds. */
  readonly learnable: boolean;
  /** The tiers that have it; absent means all. */
  readonly tiers?: readonly Sku[];
}

/** The only resource type for which Service Bus metrics exist; an alert's scope is a namespace's id. */
export const metricNamespace = 'Microsoft.ServiceBus/namespaces';

/** The dimension that tells the queue or topic. There is none for subscriptions. */
export const entityNameDimension = 'EntityName';

/** As value of a dimension: each of its values on its own, also those that come later. */
export const everyValue = '*';

const level = ['Average', 'Minimum', 'Maximum'] as const;
const entity = [entityNameDimension] as const;

const gauge = { unit: 'Count', aggregations: level, dimensions: entity, learnable: false } as const;
const counter = { unit: 'Count', aggregations: ['Total'], dimensions: entity, learnable: true } as const;
const bytes = { ...counter, unit: 'Bytes' } as const;
const requests = { ...counter, dimensions: [entityNameDimension, 'OperationResult'] } as const;
const connections = { ...counter, aggregations: ['Average'] } as const;
const ofNamespace = { ...counter, dimensions: [] } as const;
const usage = {
  unit: 'Percent',
  aggregations: ['Maximum'],
  dimensions: ['Replica'],
  learnable: false,
  tiers: ['Premium'],
} as const;
const lag = {
  aggregations: ['Maximum', 'Minimum', 'Average'],
  dimensions: entity,
  learnable: true,
  tiers: ['Premium'],
} as const;

/**
 * Metrics of a namespace. Those that Azure calls deprecated, `CPUXNS` and `WSXNS`, are left out: `NamespaceCpuUsage` and
 * `NamespaceMemoryUsage` took their place.
 *
 * Sources: "Supported metrics for Microsoft.ServiceBus/Namespaces", "Metrics not supported by dynamic thresholds"
 * (learn.microsoft.com).
 */
export const metrics = {
  AbandonMessage: counter,
  ActiveConnections: ofNamespace,
  ActiveMessages: gauge,
  CompleteMessage: counter,
  ConnectionsClosed: connections,
  ConnectionsOpened: connections,
  DeadletteredMessages: gauge,
  IncomingBytes: bytes,
  IncomingMessages: counter,
  IncomingRequests: counter,
  Messages: gauge,
  NamespaceCpuUsage: usage,
  NamespaceMemoryUsage: usage,
  OutgoingBytes: bytes,
  OutgoingMessages: counter,
  PendingCheckpointOperationCount: ofNamespace,
  ReplicationLagCount: { ...lag, unit: 'Count' },
  ReplicationLagDuration: { ...lag, unit: 'Seconds' },
  ScheduledMessages: gauge,
  ServerErrors: requests,
  ServerSendLatency: { ...counter, unit: 'MilliSeconds', aggregations: ['Average'] },
  Size: { ...gauge, unit: 'Bytes' },
  SuccessfulRequests: requests,
  ThrottledRequests: { ...counter, dimensions: [entityNameDimension, 'OperationResult', 'MessagingErrorSubCode'] },
  UserErrors: requests,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** The metric of that name, or undefined where Service Bus has none. Names are compared as written. */
export function findMetric(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name as MetricName] : undefined;
}
