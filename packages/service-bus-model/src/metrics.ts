import type { MetricAggregation } from './topology.js';

/** A platform metric of Azure Monitor. */
export interface Metric {
  /** The ways of summing it up that have a meaning; Azure refuses alerts on others. */
  readonly aggregations: readonly MetricAggregation[];
  readonly dimensions: readonly string[];
}

/** The only resource type for which Service Bus metrics exist; an alert's scope is a namespace's id. */
export const metricNamespace = 'Microsoft.ServiceBus/namespaces';

/** The dimension that tells the queue or topic. There is none for subscriptions. */
export const entityNameDimension = 'EntityName';

const level: readonly MetricAggregation[] = ['Average', 'Minimum', 'Maximum'];
const entity = [entityNameDimension];

const gauge: Metric = { aggregations: level, dimensions: entity };
const counter: Metric = { aggregations: ['Total'], dimensions: entity };
const requests: Metric = { aggregations: ['Total'], dimensions: [entityNameDimension, 'OperationResult'] };
const connections: Metric = { aggregations: ['Average'], dimensions: entity };
const usage: Metric = { aggregations: ['Maximum'], dimensions: ['Replica'] };

/**
 * Metrics of a namespace.
 *
 * Source: "Supported metrics for Microsoft.ServiceBus/Namespaces" (learn.microsoft.com).
 */
export const metrics = {
  AbandonMessage: counter,
  ActiveConnections: { aggregations: ['Total'], dimensions: [] },
  ActiveMessages: gauge,
  CompleteMessage: counter,
  ConnectionsClosed: connections,
  ConnectionsOpened: connections,
  DeadletteredMessages: gauge,
  IncomingBytes: counter,
  IncomingMessages: counter,
  IncomingRequests: counter,
  Messages: gauge,
  NamespaceCpuUsage: usage,
  NamespaceMemoryUsage: usage,
  OutgoingBytes: counter,
  OutgoingMessages: counter,
  PendingCheckpointOperationCount: { aggregations: ['Average'], dimensions: [] },
  ScheduledMessages: gauge,
  ServerErrors: requests,
  ServerSendLatency: { aggregations: ['Average'], dimensions: entity },
  Size: gauge,
  SuccessfulRequests: requests,
  ThrottledRequests: {
    aggregations: ['Total'],
    dimensions: [entityNameDimension, 'OperationResult', 'MessagingErrorSubCode'],
  },
  UserErrors: requests,
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;

/** The metric of that name, or undefined where Service Bus has none. Names are compared as written. */
export function findMetric(name: string): Metric | undefined {
  return Object.hasOwn(metrics, name) ? metrics[name as MetricName] : undefined;
}
