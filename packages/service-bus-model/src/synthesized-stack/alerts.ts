import { z } from 'zod';
import { given } from '../given.js';
import { isResourceId, resourceIdShapes, resourceNames } from '../resource-ids.js';
import type {
  ActionGroupDefinition,
  DynamicMetricCriterion,
  MetricAlertDefinition,
  MetricSelection,
} from '../topology.js';
import { blocks, readAttributes } from './attributes.js';
import type { Resolve } from './references.js';
import { placeOf, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

const actionGroupSchema = z.object({
  name: z.string(),
  short_name: z.string(),
  enabled: z.boolean().default(true),
  email_receiver: blocks(z.object({ name: z.string(), email_address: z.string() })),
  webhook_receiver: blocks(z.object({ name: z.string(), service_uri: z.string() })),
});

/**
 * An `azurerm_monitor_action_group`: the receivers that can be told locally. The others are not looked at: what a Logic
 * App or a function is called by, only Azure knows.
 */
export function readActionGroup(resource: StackResource, resolve: Resolve): ActionGroupDefinition {
  const attributes = readAttributes(resource, actionGroupSchema, resolve);
  return {
    name: attributes.name,
    shortName: attributes.short_name,
    enabled: attributes.enabled,
    emailReceivers: attributes.email_receiver.map((receiver) => ({
      name: receiver.name,
      emailAddress: receiver.email_address,
    })),
    webhookReceivers: attributes.webhook_receiver.map((receiver) => ({
      name: receiver.name,
      serviceUri: receiver.service_uri,
    })),
  };
}

const selectionSchema = z.object({
  metric_namespace: z.string(),
  metric_name: z.string(),
  aggregation: z.enum(['Average', 'Count', 'Minimum', 'Maximum', 'Total']),
  dimension: blocks(
    z.object({
      name: z.string(),
      operator: z.enum(['Include', 'Exclude', 'StartsWith']),
      values: z.array(z.string()),
    }),
  ),
});

const criterionSchema = selectionSchema.extend({
  operator: z.enum(['Equals', 'GreaterThan', 'GreaterThanOrEqual', 'LessThan', 'LessThanOrEqual', 'NotEquals']),
  threshold: z.number(),
});

/** The defaults are the azurerm provider's. */
const dynamicCriterionSchema = selectionSchema.extend({
  operator: z.enum(['GreaterThan', 'LessThan', 'GreaterOrLessThan']),
  alert_sensitivity: z.enum(['Low', 'Medium', 'High']),
  evaluation_total_count: z.number().default(4),
  evaluation_failure_count: z.number().default(4),
  ignore_data_before: z.string().optional(),
});

const scopesSchema = z.object({ scopes: z.array(z.string()).min(1) });

/** The defaults are the azurerm provider's. */
const metricAlertSchema = z.object({
  name: z.string(),
  description: z.string().optional(),
  enabled: z.boolean().default(true),
  severity: z.number().default(3),
  frequency: z.string().default('PT1M'),
  window_size: z.string().default('PT5M'),
  auto_mitigate: z.boolean().default(true),
  criteria: blocks(criterionSchema),
  dynamic_criteria: blocks(dynamicCriterionSchema),
  action: blocks(z.object({ action_group_id: z.string() })),
});

/** What an alert's references lead to. */
export interface AlertSurroundings {
  readonly namespaceAddress: string;
  readonly namespaceName: string;
  /** Names of the action groups by address. */
  readonly actionGroupNames: ReadonlyMap<string, string>;
}

/**
 * An `azurerm_monitor_metric_alert`; undefined if it watches something other than Service Bus.
 * @param resolve resolves an id to the address of its resource
 */
export function readMetricAlert(
  resource: StackResource,
  resolve: Resolve,
  { namespaceAddress, namespaceName, actionGroupNames }: AlertSurroundings,
): MetricAlertDefinition | undefined {
  const { scopes } = readAttributes(resource, scopesSchema, resolve);
  if (!scopes.some((scope) => scope.startsWith('azurerm_servicebus_'))) return undefined;
  const wrong = scopes.length > 1 ? scopes.join(', ') : scopes.find((scope) => scope !== namespaceAddress);
  if (wrong !== undefined) {
    throw new SynthesizedStackError(
      placeOf(resource, 'scopes'),
      `Azure has Service Bus metrics for one namespace alone, but the scope is ${wrong}. Scope the alert to the id of ${namespaceAddress}, and choose the entity with the dimension EntityName.`,
    );
  }

  const attributes = readAttributes(resource, metricAlertSchema, resolve);
  const [dynamicCriterion] = attributes.dynamic_criteria;
  if (attributes.criteria.length === 0 && dynamicCriterion === undefined) {
    const reason = 'it has none. Give it a criteria block with a threshold, or a dynamic_criteria block.';
    throw new SynthesizedStackError(placeOf(resource, 'criteria'), reason);
  }
  return {
    name: attributes.name,
    ...given({ description: attributes.description }),
    enabled: attributes.enabled,
    severity: attributes.severity,
    frequency: attributes.frequency,
    windowSize: attributes.window_size,
    autoMitigate: attributes.auto_mitigate,
    scope: namespaceName,
    criteria: attributes.criteria.map((criterion) => ({
      ...selectionOf(criterion),
      operator: criterion.operator,
      threshold: criterion.threshold,
    })),
    ...(dynamicCriterion && { dynamicCriterion: dynamicCriterionOf(dynamicCriterion) }),
    actionGroups: attributes.action.map(({ action_group_id: id }, index) => {
      const name = actionGroupNames.get(id) ?? nameOfExisting(id);
      if (name !== undefined) return name;
      throw new SynthesizedStackError(
        placeOf(resource, `action[${index}].action_group_id`),
        `${id} is no azurerm_monitor_action_group of this stack, and no id of one. Refer to the id of one that is.`,
      );
    }),
  };
}

/** The name of an action group that is not of this stack, out of its id. */
function nameOfExisting(id: string): string | undefined {
  return isResourceId(id, resourceIdShapes.actionGroup) ? resourceNames(id)?.name : undefined;
}

function selectionOf(block: z.output<typeof selectionSchema>): MetricSelection {
  return {
    metricNamespace: block.metric_namespace,
    metricName: block.metric_name,
    aggregation: block.aggregation,
    dimensions: block.dimension,
  };
}

function dynamicCriterionOf(block: z.output<typeof dynamicCriterionSchema>): DynamicMetricCriterion {
  return {
    ...selectionOf(block),
    operator: block.operator,
    alertSensitivity: block.alert_sensitivity,
    evaluationTotalCount: block.evaluation_total_count,
    evaluationFailureCount: block.evaluation_failure_count,
    ...given({ ignoreDataBefore: block.ignore_data_before }),
  };
}
