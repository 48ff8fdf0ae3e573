/**
 * Every construct of the package in one program, as another team would write it: `nx run constructs:everything`
 * synthesizes it here, and the foreign projects synthesize it from the packages as they are published.
 */
import {
  ActionGroup,
  AppServiceWorker,
  ContainerAppWorker,
  Duration,
  EmailActionGroup,
  GeoDisasterRecovery,
  MessagingDashboard,
  MessagingSystem,
  MetricAlert,
  NoSecretsInOutputs,
  ProtectStatefulEntities,
  QueueBacklogAlert,
  RequiredTags,
  ServiceBusCustomerManagedKey,
  ServiceBusNamespace,
  ServiceBusPrivateDnsZone,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
  TeamsRelay,
  WarnOnReplacement,
  addAspects,
  deleteDefaultRules,
} from '@ams/constructs';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { RoleAssignment } from '@cdktf/provider-azurerm/lib/role-assignment/index.js';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import { App, Aspects, TerraformOutput, TerraformStack, TerraformVariable } from 'cdktf';

export const app = new App();

const stack = new TerraformStack(app, 'everything');
new AzurermProvider(stack, 'azurerm', { features: [{}] });
const resourceGroup = new ResourceGroup(stack, 'group', { name: 'everything-rg', location: 'westeurope' });

const namespace = new ServiceBusNamespace(stack, 'bus', {
  name: 'contoso-everything-bus',
  resourceGroup,
  sku: 'Premium',
  capacity: 1,
  premiumMessagingPartitions: 1,
  identity: { systemAssigned: true },
  networkRuleSet: { ipRules: ['203.0.113.0/24'] },
  tags: { team: 'platform' },
});
namespace.addAccessRule('operations', { rights: ['Manage', 'Listen', 'Send'] });

const vaultId = new TerraformVariable(stack, 'vault_id', { type: 'string' }).stringValue;
const readsKey = new RoleAssignment(stack, 'bus-reads-key', {
  scope: vaultId,
  roleDefinitionName: 'Key Vault Crypto Service Encryption User',
  principalId: namespace.principalId,
});
new ServiceBusCustomerManagedKey(stack, 'key', {
  namespace,
  keyVaultKeyId: 'https://contoso-everything.vault.azure.net/keys/messages',
  access: [readsKey],
});

const networkId = new TerraformVariable(stack, 'network_id', { type: 'string' }).stringValue;
const dnsZone = new ServiceBusPrivateDnsZone(stack, 'zone', {
  resourceGroupName: resourceGroup.name,
  virtualNetworks: { hub: networkId },
});
namespace.addPrivateEndpoint('everything-endpoint', { subnetId: `${networkId}/subnets/endpoints`, dnsZone });
namespace.autoscale({ maximum: 4, emailAddresses: ['oncall@example.com'] });
const workspaceId = new TerraformVariable(stack, 'workspace_id', { type: 'string' }).stringValue;
namespace.sendDiagnosticsTo({ workspace: workspaceId });
namespace.lock('CanNotDelete', { notes: 'Holds orders that are not processed yet.' });

const failed = new ServiceBusQueue(stack, 'failed-orders', { name: 'failed-orders', namespace });
const orders = new ServiceBusQueue(stack, 'orders', {
  name: 'orders',
  namespace,
  lockDuration: Duration.seconds(45),
  deadLetteringOnMessageExpiration: true,
  forwardDeadLetteredMessagesTo: failed,
});
const producer = orders.addAccessRule('producer', { rights: ['Send'] });
new TerraformOutput(stack, 'producer_connection_string', { value: producer.primaryConnectionString, sensitive: true });

const events = new ServiceBusTopic(stack, 'events', { name: 'events', namespace });
events.addAccessRule('publisher', { rights: ['Send'] });
const billing = new ServiceBusSubscription(stack, 'billing', {
  name: 'billing',
  topic: events,
  rules: { purchases: { correlationFilter: { label: 'purchase' } } },
});
billing.addRule('large-refunds', {
  sqlFilter: "sys.Label = 'refund' AND amount > 1000",
  action: "SET priority = 'high'",
});

new MessagingDashboard(stack, 'dashboard', {
  name: 'everything-messaging',
  namespace,
  queues: [orders, failed],
  topics: [events],
  charts: [{ title: 'Orders completed', metrics: [orders.metric('CompleteMessage')] }],
});

const standby = new ServiceBusNamespace(stack, 'standby', {
  name: 'contoso-everything-standby',
  resourceGroup: { name: resourceGroup.name, location: 'northeurope' },
  sku: 'Premium',
});
standby.addPrivateEndpoint('everything-standby', { subnetId: `${networkId}/subnets/endpoints`, dnsZone });
new GeoDisasterRecovery(stack, 'recovery', { alias: 'contoso-everything', primary: namespace, secondary: standby });

const worker = new UserAssignedIdentity(stack, 'worker', {
  name: 'everything-worker',
  resourceGroupName: resourceGroup.name,
  location: resourceGroup.location,
});
orders.grantReceive(worker);
events.grantSend(worker);
billing.grantReceive(worker);
namespace.grantManage({ principalId: '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978', principalType: 'Group' });

const environmentId = new TerraformVariable(stack, 'container_environment_id', { type: 'string' }).stringValue;
const registry = { loginServer: 'contoso.azurecr.io' };
new ContainerAppWorker(stack, 'orders-worker', {
  name: 'orders-worker',
  resourceGroup,
  environment: environmentId,
  source: orders,
  sendsTo: [orders],
  registry,
  image: 'orders-worker:1.4.2',
  maxReplicas: 20,
});
new ContainerAppWorker(stack, 'billing-worker', {
  name: 'billing-worker',
  resourceGroup,
  environment: environmentId,
  source: billing,
  identity: worker,
  registry,
  image: 'billing-worker:1.4.2',
});
new AppServiceWorker(stack, 'failed-orders-worker', {
  name: 'everything-failed-orders',
  resourceGroup,
  source: failed,
  registry,
  image: 'failed-orders-worker:1.4.2',
});

const oncall = new EmailActionGroup(stack, 'oncall', {
  name: 'everything-oncall',
  shortName: 'everything',
  resourceGroup,
  emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
});
const webhook = new TerraformVariable(stack, 'teams_webhook', { type: 'string', sensitive: true });
const relay = new TeamsRelay(stack, 'teams', {
  name: 'everything-teams',
  resourceGroup,
  webhookUrl: webhook.stringValue,
});
const incidents = new ActionGroup(stack, 'incidents', {
  name: 'everything-incidents',
  shortName: 'incidents',
  resourceGroup,
  smsReceivers: [{ name: 'oncall', countryCode: '44', phoneNumber: '2071234567' }],
  webhookReceivers: [{ name: 'incidents', serviceUri: 'https://incidents.example.com/azure' }],
  logicAppReceivers: [relay.receiver()],
});
const actionGroups = [oncall, incidents];
new QueueBacklogAlert(stack, 'backlog', { name: 'orders-backlog', queue: orders, threshold: 100, actionGroups });
orders.alertOnDeadLetters({ actionGroups });
orders.alertOnSize({ actionGroups, percent: 80 });
events.alertOnDeadLetters({ actionGroups });
namespace.alertOnThrottling({ actionGroups });
namespace.alertOnServerErrors({ actionGroups });
namespace.metric('ActiveConnections').alert(stack, 'connections', {
  name: 'everything-connections',
  threshold: 4500,
  actionGroups,
});
orders.metric('IncomingMessages').dynamicAlert(stack, 'unusual', {
  name: 'orders-unusual',
  alertSensitivity: 'Low',
  actionGroups,
});
new MetricAlert(stack, 'stuck', {
  name: 'orders-stuck',
  windowSize: 'PT15M',
  criteria: [
    { metric: orders.metric('ActiveMessages', { aggregation: 'Minimum' }), threshold: 10 },
    { metric: orders.metric('CompleteMessage'), operator: 'LessThan', threshold: 1 },
  ],
  actionGroups,
});

addAspects(app, new NoSecretsInOutputs());
Aspects.of(stack).add(new ProtectStatefulEntities());
Aspects.of(stack).add(WarnOnReplacement.comparedWith('terraform.everything.tfstate'));

const guest = new TerraformStack(app, 'guest');
deleteDefaultRules(new AzurermProvider(guest, 'azurerm', { features: [{}] }));
const theirs = ServiceBusNamespace.fromNamespaceName(guest, 'bus', {
  name: 'contoso-everything-bus',
  resourceGroupName: 'everything-rg',
});
const theirEvents = ServiceBusTopic.fromTopicName(guest, 'events', { name: 'events', namespace: theirs });
theirEvents.addSubscription('audit');

const small = new TerraformStack(app, 'small-system');
new AzurermProvider(small, 'azurerm', { features: [{}] });
new MessagingSystem(small, 'Default', {
  name: 'contoso-small',
  location: 'westeurope',
  tags: { team: 'ordering' },
  queues: { orders: { forwardDeadLetteredMessagesTo: 'failed' }, failed: {} },
  topics: { events: {} },
  subscriptions: { billing: { topic: 'events', rules: { paid: { sqlFilter: "type = 'paid'" } } } },
  programs: { web: { orders: ['Send'], events: ['Send'] }, worker: { orders: ['Listen'] } },
  emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
  backlogAlerts: { 'orders-backlog': { queue: 'orders', threshold: 100 } },
}).addOutputs();
Aspects.of(small).add(new RequiredTags({ team: 'any' }));

app.synth();
