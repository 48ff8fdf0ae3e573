import {
  diagnosticSettingProblems,
  logCategoriesOf,
  metricsCategory,
  type LogCategoryName,
} from '@ams/service-bus-model';
import { MonitorDiagnosticSetting } from '@cdktf/provider-azurerm/lib/monitor-diagnostic-setting/index.js';
import { Construct } from 'constructs';
import { known } from './known.js';
import type { IServiceBusNamespace } from './namespace-base.js';
import { refuse } from './refusal.js';

/** Where logs and metrics go: one of each kind, at least one. */
export interface DiagnosticDestination {
  /**
   * A workspace of Log Analytics, to ask it: a resource of the provider, or an id.
   * @default none
   */
  readonly workspace?: string | { readonly id: string };
  /**
   * A storage account, to keep them for long: a resource of the provider, or an id. In the namespace's region.
   * @default none
   */
  readonly storageAccount?: string | { readonly id: string };
  /**
   * An event hub, to hand them on. In the namespace's region.
   * @default none
   */
  readonly eventHub?: EventHubDestination;
  /**
   * Id of a partner's service, such as Datadog's or Elastic's.
   * @default none
   */
  readonly partnerSolutionId?: string;
}

export interface EventHubDestination {
  /** Id of an access rule of the Event Hubs namespace with Manage, Send and Listen. */
  readonly authorizationRuleId: string;
  /**
   * The event hub.
   * @default one for each category, which Azure makes
   */
  readonly name?: string;
}

export interface DiagnosticOptions {
  /**
   * 1 to 260 characters, none of `< > * % & : ? + /` or a backslash; unique on the namespace.
   * @default 'diagnostics'
   */
  readonly name?: string;
  /**
   * The categories of logs.
   * @default all that the namespace's tier has; where it is not known, those that all tiers have
   */
  readonly logs?: readonly LogCategoryName[];
  /**
   * Whether the platform metrics are sent too. Azure Monitor keeps them for 93 days by itself.
   * @default true
   */
  readonly metrics?: boolean;
  /**
   * Whether a workspace has the logs in tables of their own, such as AZMSOperationalLogs, and not in AzureDiagnostics.
   * @default true
   */
  readonly dedicatedTables?: boolean;
}

export interface DiagnosticSettingsProps extends DiagnosticDestination, DiagnosticOptions {
  readonly namespace: IServiceBusNamespace;
}

const settingsOf = new WeakMap<IServiceBusNamespace, number>();

/**
 * Sends the logs and metrics of a namespace to a workspace, a storage account, an event hub or a partner's service. Made
 * by `sendDiagnosticsTo` of a namespace; at most 5.
 *
 * @throws {AzureRefusalError} for what Azure would refuse at apply, and for categories that the tier has no entries of
 */
export class DiagnosticSettings extends Construct {
  /** The azurerm resource, for what this construct does not offer. */
  readonly resource: MonitorDiagnosticSetting;

  constructor(scope: Construct, id: string, props: DiagnosticSettingsProps) {
    super(scope, id);
    const { namespace, name = 'diagnostics', metrics = true, dedicatedTables = true } = props;
    const { logs = logCategoriesOf(namespace.sku) } = props;
    const destination = destinationOf(props);
    const { logAnalyticsWorkspaceId, storageAccountId, eventhubAuthorizationRuleId } = destination;
    const count = (settingsOf.get(namespace) ?? 0) + 1;
    const ids = { workspaceId: logAnalyticsWorkspaceId, storageAccountId };
    refuse(
      this,
      diagnosticSettingProblems(
        {
          ...known({ name, ...ids, eventHubAuthorizationRuleId: eventhubAuthorizationRuleId }),
          hasDestination: Object.values(destination).some((part) => part !== undefined),
          logs,
          metrics,
          count,
        },
        namespace,
      ),
    );
    settingsOf.set(namespace, count);

    this.resource = new MonitorDiagnosticSetting(this, 'Default', {
      name,
      targetResourceId: namespace.namespaceId,
      ...destination,
      ...(logAnalyticsWorkspaceId !== undefined && {
        logAnalyticsDestinationType: dedicatedTables ? 'Dedicated' : 'AzureDiagnostics',
      }),
      enabledLog: logs.map((category) => ({ category })),
      enabledMetric: metrics ? [{ category: metricsCategory }] : undefined,
    });
  }
}

function destinationOf({ workspace, storageAccount, eventHub, partnerSolutionId }: DiagnosticDestination) {
  return {
    logAnalyticsWorkspaceId: idOf(workspace),
    storageAccountId: idOf(storageAccount),
    eventhubAuthorizationRuleId: eventHub?.authorizationRuleId,
    eventhubName: eventHub?.name,
    partnerSolutionId,
  };
}

function idOf(reference: string | { readonly id: string } | undefined): string | undefined {
  return typeof reference === 'object' ? reference.id : reference;
}
