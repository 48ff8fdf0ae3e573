import type { Sku } from './topology.js';

/** A kind of log entries that a namespace writes. */
export interface LogCategory {
  /** The tiers that have entries of it; absent means all. */
  readonly tiers?: readonly Sku[];
}

const ofAll: LogCategory = {};
const ofPremium: LogCategory = { tiers: ['Premium'] };

/**
 * Logs of a namespace that Azure Monitor can send elsewhere.
 *
 * Sources: "Supported logs for Microsoft.ServiceBus/Namespaces", "Azure Service Bus monitoring data reference"
 * (learn.microsoft.com).
 */
export const logCategories = {
  /** Figures of single clients and entities. */
  ApplicationMetricsLogs: ofPremium,
  /** How the replication of messages to another region fares. */
  DataDRLogs: ofPremium,
  /** Errors of clients, throttling and exceeded quotas, counted by the minute. */
  DiagnosticErrorLogs: ofAll,
  /** Entities and access rules that are made, changed and deleted. */
  OperationalLogs: ofAll,
  /** Who connects, sends and receives, counted by the minute. */
  RuntimeAuditLogs: ofPremium,
  /** Connections that network rules let in or keep out. */
  VNetAndIPFilteringLogs: ofAll,
} as const satisfies Record<string, LogCategory>;

export type LogCategoryName = keyof typeof logCategories;

/** All platform metrics of a namespace: the only category of metrics. */
export const metricsCategory = 'AllMetrics';

/** The category of that name, or undefined where Service Bus has none. Names are compared as written. */
export function findLogCategory(name: string): LogCategory | undefined {
  return Object.hasOwn(logCategories, name) ? logCategories[name as LogCategoryName] : undefined;
}

/** The categories that a namespace of the tier has entries of; those that all tiers have, where it is not known. */
export function logCategoriesOf(sku: Sku | undefined): readonly LogCategoryName[] {
  return (Object.keys(logCategories) as LogCategoryName[]).filter((name) => {
    const tiers = findLogCategory(name)?.tiers;
    return tiers === undefined || (sku !== undefined && tiers.includes(sku));
  });
}
