import { entityNameDimension, metricNamespace } from '@ams/service-bus-model';

import type { AlertChange } from './alert-rule.js';

/** Ids of Azure Resource Manager begin so; a namespace on this machine is in no subscription and no resource group. */
const subscription = '/subscriptions/00000000-0000-0000-0000-000000000000';
const resourceGroup = 'local';

/** What a webhook is sent. */
export interface CommonAlert {
  readonly schemaId: 'azureMonitorCommonAlertSchema';
  readonly data: {
    readonly essentials: AlertEssentials;
    readonly alertContext: MetricAlertContext;
    readonly customProperties: null;
  };
}

interface AlertEssentials {
  readonly alertId: string;
  readonly alertRule: string;
  readonly severity: string;
  readonly signalType: 'Metric';
  readonly monitorCondition: 'Fired' | 'Resolved';
  readonly monitoringService: 'Platform';
  readonly alertTargetIDs: readonly string[];
  readonly configurationItems: readonly string[];
  readonly originAlertId: string;
  readonly firedDateTime: string;
  readonly resolvedDateTime?: string;
  readonly description: string;
  readonly essentialsVersion: '1.0';
  readonly alertContextVersion: '1.0';
}

interface MetricAlertContext {
  readonly properties: null;
  readonly conditionType: 'SingleResourceMultipleMetricCriteria';
  readonly condition: {
    readonly windowSize: string;
    readonly allOf: readonly MetricCondition[];
    readonly windowStartTime: string;
    readonly windowEndTime: string;
  };
}

interface MetricCondition {
  readonly metricName: string;
  readonly metricNamespace: string;
  readonly operator: string;
  /** A text, as Azure writes it. */
  readonly threshold: string;
  readonly timeAggregation: string;
  readonly dimensions: readonly { readonly name: string; readonly value: string }[];
  readonly metricValue: number | null;
}

/**
 * The document that Azure Monitor posts to the webhooks of an action group, in the common alert schema.
 *
 * Source: "Common alert schema for Azure Monitor alerts" (learn.microsoft.com).
 *
 * @param namespace name of the namespace.
 */
export function commonAlert(change: AlertChange, namespace: string): CommonAlert {
  return {
    schemaId: 'azureMonitorCommonAlertSchema',
    data: { essentials: essentialsOf(change, namespace), alertContext: contextOf(change), customProperties: null },
  };
}

function essentialsOf(change: AlertChange, namespace: string): AlertEssentials {
  const { name, severity, description = '' } = change.alert;
  return {
    alertId: `${subscription}/providers/Microsoft.AlertsManagement/alerts/${change.instance}`,
    alertRule: name,
    severity: `Sev${severity}`,
    signalType: 'Metric',
    monitorCondition: change.condition,
    monitoringService: 'Platform',
    alertTargetIDs: [
      `${subscription}/resourcegroups/${resourceGroup}/providers/${metricNamespace}/${namespace}`.toLowerCase(),
    ],
    configurationItems: [namespace],
    originAlertId: `${change.instance}_${resourceGroup}_microsoft.insights_metricAlerts_${name}`,
    firedDateTime: new Date(change.firedAt).toISOString(),
    ...(change.condition === 'Resolved' && { resolvedDateTime: new Date(change.at).toISOString() }),
    description,
    essentialsVersion: '1.0',
    alertContextVersion: '1.0',
  };
}

function contextOf({ alert, criteria, window }: AlertChange): MetricAlertContext {
  return {
    properties: null,
    conditionType: 'SingleResourceMultipleMetricCriteria',
    condition: {
      windowSize: alert.windowSize,
      allOf: criteria.map(({ metric, operator, threshold, aggregation, entity, value }) => ({
        metricName: metric,
        metricNamespace,
        operator,
        threshold: String(threshold),
        timeAggregation: aggregation,
        dimensions: entity === null ? [] : [{ name: entityNameDimension, value: entity }],
        metricValue: value,
      })),
      windowStartTime: new Date(window.from).toISOString(),
      windowEndTime: new Date(window.to).toISOString(),
    },
  };
}
