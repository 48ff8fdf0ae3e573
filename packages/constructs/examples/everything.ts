/**
 * Every construct of the package in one program, as another team would write it: `nx run constructs:everything`
 * synthesizes it here, and the foreign projects synthesize it from the packages as they are published.
 */
import {
  Duration,
  EmailActionGroup,
  QueueBacklogAlert,
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
} from '@ams/constructs';
import { AzurermProvider } from '@cdktf/provider-azurerm/lib/provider/index.js';
import { ResourceGroup } from '@cdktf/provider-azurerm/lib/resource-group/index.js';
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

const oncall = new EmailActionGroup(stack, 'oncall', {
  name: 'everything-oncall',
  shortName: 'everything',
  resourceGroup,
  emailReceivers: [{ name: 'oncall', emailAddress: 'oncall@example.com' }],
});
new QueueBacklogAlert(stack, 'backlog', {
  name: 'orders-backlog',
  queue: orders,
  threshold: 100,
  actionGroups: [oncall],
});

app.synth();
