/**
 * Every construct of the package in one program, as another team would write it: `nx run constructs:everything`
 * synthesizes it here, and the foreign projects synthesize it from the packages as they are published.
 */
import {
  ActionGroup,
  Duration,
  EmailActionGroup,
  MessagingSystem,
  QueueBacklogAlert,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
} from '@ams/constructs';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import { App, TerraformOutput, TerraformStack } from 'cdktf';

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
  tags: { team: 'platform' },
});
namespace.addAccessRule('operations', { rights: ['Manage', 'Listen', 'Send'] });

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

const worker = new UserAssignedIdentity(stack, 'worker', {
  name: 'everything-worker',
  resourceGroupName: resourceGroup.name,
  location: resourceGroup.location,
});
orders.grantReceive(worker);
events.grantSend(worker);
billing.grantReceive(worker);
namespace.grantManage({ principalId: '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978', principalType: 'Group' });

const oncall = new EmailActionGroup(stack, 'oncall', {
  name: 'everything-oncall',
  shortName: 'everything',
  resourceGroup,
  emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
});
const incidents = new ActionGroup(stack, 'incidents', {
  name: 'everything-incidents',
  shortName: 'incidents',
  resourceGroup,
  smsReceivers: [{ name: 'oncall', countryCode: '44', phoneNumber: '2071234567' }],
  webhookReceivers: [{ name: 'incidents', serviceUri: 'https://incidents.example.com/azure' }],
});
new QueueBacklogAlert(stack, 'backlog', {
  name: 'orders-backlog',
  queue: orders,
  threshold: 100,
  actionGroups: [oncall, incidents],
});

const small = new TerraformStack(app, 'small-system');
new AzurermProvider(small, 'azurerm', { features: [{}] });
new MessagingSystem(small, 'Default', {
  name: 'contoso-small',
  location: 'westeurope',
  queues: { orders: { forwardDeadLetteredMessagesTo: 'failed' }, failed: {} },
  topics: { events: {} },
  subscriptions: { billing: { topic: 'events', rules: { paid: { sqlFilter: "type = 'paid'" } } } },
  programs: { web: { orders: ['Send'], events: ['Send'] }, worker: { orders: ['Listen'] } },
  emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
  backlogAlerts: { 'orders-backlog': { queue: 'orders', threshold: 100 } },
}).addOutputs();

app.synth();
