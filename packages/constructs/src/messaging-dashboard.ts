import { dashboardProblems, entityNameDimension, everyValue, tagProblems, type Problem } from '@ams/service-bus-model';
import { PortalDashboard } from '@cdktf/provider-azurerm/lib/portal-dashboard/index.js';
import { Construct } from 'constructs';
import { chartProblems, dashboardDocument, type DashboardChart } from './dashboard-document.js';
import { known } from './known.js';
import type { ServiceBusMetric } from './metric.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import type { IServiceBusQueue } from './queue-base.js';
import { AzureRefusalError, refuse } from './refusal.js';
import type { ResourceGroupReference } from './resource-group.js';
import type { IServiceBusTopic } from './topic-base.js';

export interface MessagingDashboardProps {
  /** 3 to 160 letters, digits and hyphens; unique in the resource group. */
  readonly name: string;
  /**
   * What the portal shows as its name, at most 256 characters.
   * @default `Messaging: ` and the namespace's name
   */
  readonly title?: string;
  readonly namespace: IServiceBusNamespace;
  /**
   * The queues that it shows, of that namespace.
   * @default all, also those that come later, if there are no topics either
   */
  readonly queues?: readonly IServiceBusQueue[];
  /**
   * The topics that it shows, of that namespace.
   * @default all, also those that come later, if there are no queues either
   */
  readonly topics?: readonly IServiceBusTopic[];
  /**
   * Charts of your own, below the others.
   * @default none
   */
  readonly charts?: readonly DashboardChart[];
  /**
   * Hours up to now that the charts show when it is opened: 1 to 720.
   * @default 24
   */
  readonly hours?: number;
  /**
   * Where the dashboard is put.
   * @default resource group and region of the namespace
   */
  readonly resourceGroup?: ResourceGroupReference;
  /** @default no tags but the title */
  readonly tags?: Readonly<Record<string, string>>;
}

/**
 * A dashboard of the Azure portal: backlog, dead letters, messages in and out, throttling and server errors of the given
 * queues and topics; on Premium also how busy the namespace is.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply, and for what the portal cannot draw
 */
export class MessagingDashboard extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: PortalDashboard;
  readonly dashboardId: string;

  constructor(scope: Construct, id: string, props: MessagingDashboardProps) {
    super(scope, id);
    const { name, namespace, hours = 24, tags, title = `Messaging: ${namespace.namespaceName}` } = props;
    const charts = [...usualCharts(props), ...(props.charts ?? [])];
    const allTags = { 'hidden-title': title, ...tags };
    refuse(this, [
      ...dashboardProblems(known({ name, hours })),
      ...strangerProblems(props),
      ...chartProblems(props.charts ?? []),
      ...tagProblems(known(allTags)),
    ]);
    this.resource = new PortalDashboard(this, 'Default', {
      ...placeOf(this, props),
      name,
      dashboardProperties: JSON.stringify(dashboardDocument(charts, hours)),
      tags: allTags,
    });
    this.dashboardId = this.resource.id;
  }
}

function usualCharts({ namespace, queues = [], topics = [] }: MessagingDashboardProps): readonly DashboardChart[] {
  const names = new Set([...queues, ...topics].map(({ entityName }) => entityName));
  const values = names.size > 0 ? [...names] : [everyValue];
  const dimensions = [{ name: entityNameDimension, values }];
  const level = { dimensions, aggregation: 'Maximum' } as const;
  return [
    { title: 'Messages that wait', metrics: [namespace.metric('ActiveMessages', level)] },
    { title: 'Dead letters', metrics: [namespace.metric('DeadletteredMessages', level)] },
    { title: 'Messages sent', metrics: [namespace.metric('IncomingMessages', { dimensions })] },
    { title: 'Messages received', metrics: [namespace.metric('OutgoingMessages', { dimensions })] },
    { title: 'Throttled requests', metrics: [namespace.metric('ThrottledRequests', { dimensions })] },
    { title: 'Server errors', metrics: [namespace.metric('ServerErrors', { dimensions })] },
    ...(namespace.sku === 'Premium' ? [usageChart(namespace)] : []),
  ];
}

function usageChart(namespace: IServiceBusNamespace): DashboardChart {
  const metrics: readonly ServiceBusMetric[] = [
    namespace.metric('NamespaceCpuUsage'),
    namespace.metric('NamespaceMemoryUsage'),
  ];
  return { title: 'CPU and memory in percent', metrics };
}

/** The charts pick entities by name, of one namespace. */
function strangerProblems({ namespace, queues = [], topics = [] }: MessagingDashboardProps): readonly Problem[] {
  const rule = `the charts show entities of ${namespace.node.path}`;
  const problems = (property: 'queues' | 'topics', entities: readonly (IServiceBusQueue | IServiceBusTopic)[]) =>
    entities.flatMap((entity, index): readonly Problem[] => {
      if (entity.namespace.namespaceId === namespace.namespaceId) return [];
      const value = entity.node.path;
      return [{ property: `${property}[${index}]`, value, rule, cure: 'Make a dashboard for each namespace.' }];
    });
  return [...problems('queues', queues), ...problems('topics', topics)];
}

/** @throws {AzureRefusalError} if nobody said the region */
function placeOf(construct: Construct, { resourceGroup, namespace }: MessagingDashboardProps) {
  const location = resourceGroup?.location ?? namespace.location;
  if (location === undefined) throw new AzureRefusalError(construct.node.path, [noRegion]);
  return { resourceGroupName: resourceGroup?.name ?? namespace.resourceGroupName, location };
}

const noRegion: Problem = {
  property: 'resourceGroup',
  value: undefined,
  rule: "a dashboard has a region, and nobody said the namespace's",
  cure: 'Give resourceGroup, or tell fromNamespaceId the location.',
};
