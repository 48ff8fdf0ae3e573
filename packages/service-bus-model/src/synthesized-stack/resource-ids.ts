import { readText } from './attributes.js';
import type { Resolve } from './references.js';
import { placeOf, type StackResource } from './stack-document.js';
import { SynthesizedStackError } from './synthesized-stack-error.js';

/** The subscription of ids that no Azure subscription stands behind. */
const noSubscription = '/subscriptions/00000000-0000-0000-0000-000000000000';

interface IdShape {
  /** The attribute that holds the id of what the resource is part of. */
  readonly parent?: string;
  /** What stands between the parent's id and the name. */
  readonly segment: string;
}

const inResourceGroup = (segment: string): IdShape => ({ parent: 'resource_group_name', segment });

const shapes: Readonly<Record<string, IdShape>> = {
  azurerm_resource_group: { segment: 'resourceGroups' },
  azurerm_servicebus_namespace: inResourceGroup('providers/Microsoft.ServiceBus/namespaces'),
  azurerm_servicebus_queue: { parent: 'namespace_id', segment: 'queues' },
  azurerm_servicebus_topic: { parent: 'namespace_id', segment: 'topics' },
  azurerm_servicebus_subscription: { parent: 'topic_id', segment: 'subscriptions' },
  azurerm_servicebus_subscription_rule: { parent: 'subscription_id', segment: 'rules' },
  azurerm_servicebus_namespace_authorization_rule: { parent: 'namespace_id', segment: 'authorizationRules' },
  azurerm_servicebus_queue_authorization_rule: { parent: 'queue_id', segment: 'authorizationRules' },
  azurerm_servicebus_topic_authorization_rule: { parent: 'topic_id', segment: 'authorizationRules' },
  azurerm_monitor_action_group: inResourceGroup('providers/Microsoft.Insights/actionGroups'),
  azurerm_monitor_metric_alert: inResourceGroup('providers/Microsoft.Insights/metricAlerts'),
};

/**
 * The id that the resource has in Azure, but for the subscription, which is all zeros.
 * @throws SynthesizedStackError a type of resource whose ids are not known here
 */
export function resourceId(resource: StackResource, resolve: Resolve): string {
  const shape = shapes[resource.type];
  if (shape === undefined) {
    throw new SynthesizedStackError(
      placeOf(resource, 'id'),
      'only Azure knows it. Do not use it in outputs that are read locally.',
    );
  }
  const attribute = (name: string) => readText(resource, name, resolve);
  return `${parentId(shape, attribute)}/${shape.segment}/${attribute('name')}`;
}

function parentId({ parent }: IdShape, attribute: (name: string) => string): string {
  if (parent === undefined) return noSubscription;
  return parent === 'resource_group_name' ? `${noSubscription}/resourceGroups/${attribute(parent)}` : attribute(parent);
}
