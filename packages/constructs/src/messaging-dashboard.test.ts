import type { DashboardDocument } from '@ams/service-bus-model';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  MessagingDashboard,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusTopic,
  type MessagingDashboardProps,
  type ServiceBusNamespaceProps,
} from './index.js';

type Settings = Partial<MessagingDashboardProps>;

interface System {
  readonly namespace: ServiceBusNamespace;
  readonly queue: ServiceBusQueue;
  readonly topic: ServiceBusTopic;
}

function systemIn(scope: Construct, sku: ServiceBusNamespaceProps['sku'] = 'Standard'): System {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, sku });
  return {
    namespace,
    queue: new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace }),
    topic: new ServiceBusTopic(scope, 'events', { name: 'events', namespace }),
  };
}

function dashboardOf(settings: (system: System) => Settings = () => ({}), sku?: ServiceBusNamespaceProps['sku']) {
  const { resource } = synthesize((scope) => {
    const system = systemIn(scope, sku);
    new MessagingDashboard(scope, 'dashboard', { name: 'messaging', namespace: system.namespace, ...settings(system) });
  });
  const { dashboard_properties, ...rest } = resource['azurerm_portal_dashboard']?.['dashboard'] ?? {};
  return { ...rest, document: JSON.parse(String(dashboard_properties)) as DashboardDocument };
}

function chartsOf(document: DashboardDocument) {
  const parts = Object.values(document.lenses['0']?.parts ?? {});
  return parts.map(({ metadata }) => metadata.settings.content.options.chart);
}

describe('MessagingDashboard', () => {
  it('shows the given queues and topics', () => {
    expect(dashboardOf(({ queue, topic }) => ({ queues: [queue], topics: [topic] }))).toMatchSnapshot();
  });

  it('is a chart of the portal, filtered and split by entity', () => {
    const { document } = dashboardOf(({ queue }) => ({ queues: [queue] }));
    expect(document.lenses['0']?.parts['1']).toEqual({
      position: { x: 8, y: 0, colSpan: 8, rowSpan: 4 },
      metadata: {
        inputs: [
          { name: 'options', isOptional: true },
          { name: 'sharedTimeRange', isOptional: true },
        ],
        type: 'Extension/HubsExtension/PartType/MonitorChartPart',
        settings: {
          content: {
            options: {
              chart: {
                metrics: [
                  {
                    resourceMetadata: { id: '${azurerm_servicebus_namespace.bus.id}' },
                    name: 'DeadletteredMessages',
                    aggregationType: 3,
                    namespace: 'Microsoft.ServiceBus/namespaces',
                    metricVisualization: { displayName: 'DeadletteredMessages' },
                  },
                ],
                title: 'Dead letters',
                titleKind: 2,
                visualization: {
                  chartType: 2,
                  legendVisualization: { isVisible: true, position: 2, hideSubtitle: false },
                  axisVisualization: { x: { isVisible: true, axisType: 2 }, y: { isVisible: true, axisType: 1 } },
                  disablePinning: true,
                },
                filterCollection: {
                  filters: [{ key: 'EntityName', operator: 0, values: ['${azurerm_servicebus_queue.orders.name}'] }],
                },
                grouping: { dimension: 'EntityName', sort: 2, top: 50 },
              },
            },
          },
        },
        filters: { EntityName: { model: { operator: 'equals', values: ['${azurerm_servicebus_queue.orders.name}'] } } },
      },
    });
  });

  it('shows all entities where none are named', () => {
    const [backlog] = chartsOf(dashboardOf().document);
    expect(backlog).toMatchObject({ title: 'Messages that wait', grouping: { dimension: 'EntityName' } });
    expect(backlog).not.toHaveProperty('filterCollection');
  });

  it('shows how busy a Premium namespace is', () => {
    const { document } = dashboardOf(undefined, 'Premium');
    expect(chartsOf(document).at(-1)).toMatchObject({
      title: 'CPU and memory in percent',
      metrics: [
        { name: 'NamespaceCpuUsage', aggregationType: 3 },
        { name: 'NamespaceMemoryUsage', aggregationType: 3 },
      ],
    });
  });

  it('has a title, a place and a span of time', () => {
    const { document, ...rest } = dashboardOf(() => ({
      title: 'Ordering',
      hours: 4,
      resourceGroup: { name: 'monitoring', location: 'westus' },
      tags: { team: 'ordering' },
    }));
    expect(rest).toEqual({
      name: 'messaging',
      resource_group_name: 'monitoring',
      location: 'westus',
      tags: { 'hidden-title': 'Ordering', team: 'ordering' },
    });
    expect(document.metadata.model.timeRange.value.relative).toEqual({ duration: 4, timeUnit: 1 });
  });

  it('draws charts of your own', () => {
    const { document } = dashboardOf(({ queue, topic }) => ({
      charts: [
        { title: 'Done', metrics: [queue.metric('CompleteMessage'), queue.metric('AbandonMessage')] },
        {
          title: 'All but events',
          metrics: [
            topic.namespace.metric('Size', {
              dimensions: [{ name: 'EntityName', operator: 'Exclude', values: ['events'] }],
            }),
          ],
        },
      ],
    }));
    const [done, others] = chartsOf(document).slice(-2);
    expect(done).toMatchObject({ metrics: [{ name: 'CompleteMessage' }, { name: 'AbandonMessage' }] });
    expect(done).not.toHaveProperty('grouping');
    expect(others).toMatchObject({
      filterCollection: { filters: [{ key: 'EntityName', operator: 1, values: ['events'] }] },
    });
  });

  it.each<[Settings, string]>([
    [
      { name: 'my board' },
      "name is 'my board', but a dashboard's name has 3 to 160 letters, digits and hyphens. Choose for example 'messaging-dev', and say the rest in the title.",
    ],
    [{ hours: 0.5 }, 'hours is 0.5, but a chart shows whole hours, 1 to 720. Give for example 24.'],
    [
      { charts: [{ title: 'Empty', metrics: [] }] },
      "charts[0].metrics is [], but the chart 'Empty' draws something. Give it a metric.",
    ],
    [{ tags: { 'a?': 'b' } }, 'a?'],
  ])('refuses %j', (settings, message) => {
    expect(() => dashboardOf(() => settings)).toThrow('Azure would refuse stack/dashboard:');
    expect(() => dashboardOf(() => settings)).toThrow(message);
  });

  it('refuses metrics that look at different entities in one chart', () => {
    expect(() =>
      dashboardOf(({ queue, topic }) => ({
        charts: [{ title: 'Both', metrics: [queue.metric('IncomingMessages'), topic.metric('IncomingMessages')] }],
      })),
    ).toThrow(
      'charts[0].metrics is ["IncomingMessages","IncomingMessages"], but a chart has one filter, and its metrics look at different dimensions. Make a chart for each.',
    );
  });

  it('refuses beginnings of names', () => {
    const dimensions = [{ name: 'EntityName', operator: 'StartsWith', values: ['ord'] }] as const;
    expect(() =>
      dashboardOf(({ namespace }) => ({
        charts: [{ title: 'Orders', metrics: [namespace.metric('Size', { dimensions })] }],
      })),
    ).toThrow("but a chart's filter names values, and one of its metrics gives how they begin. Name the values.");
  });

  it('refuses entities of another namespace', () => {
    expect(() =>
      dashboardOf(({ namespace }) => {
        const other = new ServiceBusNamespace(namespace, 'other', { name: 'ams-other', resourceGroup });
        return { queues: [new ServiceBusQueue(other, 'orders', { name: 'orders', namespace: other })] };
      }),
    ).toThrow(
      "queues[0] is 'stack/bus/other/orders', but the charts show entities of stack/bus. Make a dashboard for each namespace.",
    );
  });

  it('refuses a namespace whose region nobody said', () => {
    const id = '/subscriptions/1/resourceGroups/messaging/providers/Microsoft.ServiceBus/namespaces/ams-dev-bus';
    expect(() =>
      synthesize((scope) => {
        const namespace = ServiceBusNamespace.fromNamespaceId(scope, 'bus', { id });
        new MessagingDashboard(scope, 'dashboard', { name: 'messaging', namespace });
      }),
    ).toThrow(
      "resourceGroup is undefined, but a dashboard has a region, and nobody said the namespace's. Give resourceGroup, or tell fromNamespaceId the location.",
    );
  });
});
