import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  type DiagnosticDestination,
  type DiagnosticOptions,
  type ServiceBusNamespaceProps,
} from './index.js';

const inGroup = '/subscriptions/1/resourceGroups/monitoring/providers';
const workspace = `${inGroup}/Microsoft.OperationalInsights/workspaces/logs`;
const storageAccount = `${inGroup}/Microsoft.Storage/storageAccounts/archive`;
const authorizationRuleId = `${inGroup}/Microsoft.EventHub/namespaces/hub/authorizationRules/diagnostics`;

function settingsOf(
  destination: DiagnosticDestination,
  options?: DiagnosticOptions,
  sku: ServiceBusNamespaceProps['sku'] = 'Premium',
) {
  const { resource } = synthesize((scope) => {
    new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup, sku }).sendDiagnosticsTo(
      destination,
      options,
    );
  });
  return Object.values(resource['azurerm_monitor_diagnostic_setting'] ?? {});
}

describe('DiagnosticSettings', () => {
  it('sends all that a Premium namespace has to tables of their own', () => {
    expect(settingsOf({ workspace })).toEqual([
      {
        name: 'diagnostics',
        target_resource_id: '${azurerm_servicebus_namespace.bus.id}',
        log_analytics_workspace_id: workspace,
        log_analytics_destination_type: 'Dedicated',
        enabled_log: [
          { category: 'ApplicationMetricsLogs' },
          { category: 'DataDRLogs' },
          { category: 'DiagnosticErrorLogs' },
          { category: 'OperationalLogs' },
          { category: 'RuntimeAuditLogs' },
          { category: 'VNetAndIPFilteringLogs' },
        ],
        enabled_metric: [{ category: 'AllMetrics' }],
      },
    ]);
  });

  it('leaves out what the tier has no entries of', () => {
    expect(settingsOf({ workspace: { id: workspace } }, {}, 'Standard')).toMatchObject([
      {
        enabled_log: [
          { category: 'DiagnosticErrorLogs' },
          { category: 'OperationalLogs' },
          { category: 'VNetAndIPFilteringLogs' },
        ],
      },
    ]);
  });

  it('sends what is asked for to every kind of destination', () => {
    const partnerSolutionId = `${inGroup}/Microsoft.Datadog/monitors/ours`;
    const eventHub = { authorizationRuleId, name: 'servicebus' };
    const logs = ['OperationalLogs'] as const;
    const options = { name: 'archive', logs, metrics: false, dedicatedTables: false };
    expect(settingsOf({ workspace, storageAccount, eventHub, partnerSolutionId }, options)).toEqual([
      {
        name: 'archive',
        target_resource_id: '${azurerm_servicebus_namespace.bus.id}',
        log_analytics_workspace_id: workspace,
        log_analytics_destination_type: 'AzureDiagnostics',
        storage_account_id: storageAccount,
        eventhub_authorization_rule_id: authorizationRuleId,
        eventhub_name: 'servicebus',
        partner_solution_id: partnerSolutionId,
        enabled_log: [{ category: 'OperationalLogs' }],
      },
    ]);
  });

  it('has no kind of tables without a workspace', () => {
    expect(settingsOf({ storageAccount })[0]).not.toHaveProperty('log_analytics_destination_type');
  });

  it.each<[DiagnosticDestination, DiagnosticOptions, string]>([
    [
      {},
      {},
      'hasDestination is false, but a diagnostic setting sends to at least one destination. Give a workspace, a storageAccount, an eventHub or a partnerSolutionId.',
    ],
    [
      { workspace: 'logs' },
      {},
      "workspaceId is 'logs', but the id of a Log Analytics workspace is /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.OperationalInsights/workspaces/<name>. Give its id, not its name.",
    ],
    [{ storageAccount: 'archive' }, {}, "storageAccountId is 'archive', but the id of a storage account is"],
    [
      { eventHub: { authorizationRuleId: 'rule' } },
      {},
      "eventHubAuthorizationRuleId is 'rule', but the id of an access rule of an Event Hubs namespace is",
    ],
    [
      { workspace },
      { logs: [], metrics: false },
      'logs is [], but a diagnostic setting sends something, and metrics are not sent. Name a category of logs, or set metrics to true.',
    ],
    [
      { workspace },
      { logs: ['OperationalLogs', 'OperationalLogs'] },
      'but a diagnostic setting names each category once. Take out what is there twice.',
    ],
    [
      { workspace },
      { logs: ['AuditLogs' as 'RuntimeAuditLogs'] },
      "logs[0] is 'AuditLogs', but the categories of a namespace's logs are ApplicationMetricsLogs, DataDRLogs, DiagnosticErrorLogs, OperationalLogs, RuntimeAuditLogs or VNetAndIPFilteringLogs. Choose one of them, spelled so.",
    ],
    [
      { workspace },
      { name: 'all?' },
      "name is 'all?', but a diagnostic setting's name has 1 to 260 characters, none of < > * % & : \\ ? + /. Choose for example 'diagnostics'.",
    ],
  ])('refuses %j with %j', (destination, options, message) => {
    expect(() => settingsOf(destination, options)).toThrow(/^Azure would refuse stack\/bus\/(?:diagnostics|all\?):/);
    expect(() => settingsOf(destination, options)).toThrow(message);
  });

  it('refuses categories that the tier has no entries of', () => {
    expect(() => settingsOf({ workspace }, { logs: ['RuntimeAuditLogs'] }, 'Standard')).toThrow(
      "logs[0] is 'RuntimeAuditLogs', but Standard has no entries of that category. Leave it out, or choose the tier Premium.",
    );
  });

  it('refuses a sixth setting of a namespace', () => {
    expect(() =>
      synthesize((scope) => {
        const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
        for (const name of ['a', 'b', 'c', 'd', 'e', 'f']) namespace.sendDiagnosticsTo({ workspace }, { name });
      }),
    ).toThrow(
      'count is 6, but a namespace has at most 5 diagnostic settings. Send to several destinations by one setting: one of each kind.',
    );
  });
});
