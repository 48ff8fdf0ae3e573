import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Aspects } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import { ServiceBusNamespace, type ServiceBusNamespaceProps } from './namespace.js';
import { ServiceBusQueue, type ServiceBusQueueProps } from './queue.js';
import { ServiceBusTopic } from './topic.js';
import { WarnOnReplacement } from './warn-on-replacement.js';

interface Change {
  readonly namespace?: Partial<ServiceBusNamespaceProps>;
  readonly queue?: Partial<ServiceBusQueueProps>;
  readonly queueId?: string;
  readonly movedFrom?: string;
}

/** A namespace with a queue, a topic and a subscription; without a queue where its id is empty. */
function build(scope: Construct, { namespace: settings, queue, queueId = 'orders', movedFrom }: Change = {}): void {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'contoso-bus', resourceGroup, ...settings });
  const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
  topic.addSubscription('billing');
  if (queueId === '') return;
  const { resource } = new ServiceBusQueue(scope, queueId, { name: 'orders', namespace, ...queue });
  if (movedFrom !== undefined) resource.moveFromId(movedFrom);
}

const earlierStack = synthesize((scope) => build(scope));

const warningsAgainst = (earlier: unknown, change: Change) =>
  warnings((scope) => {
    build(scope, change);
    Aspects.of(scope).add(new WarnOnReplacement(earlier));
  });

const cure =
  'Undo it; or make a second queue with it, let the senders change over, let the receivers empty this one, and then take it out.';

describe('WarnOnReplacement, compared with an earlier stack', () => {
  it('says nothing of what stays, or is changed in place', () => {
    expect(warningsAgainst(earlierStack, {})).toEqual([]);
    expect(warningsAgainst(earlierStack, { queue: { lockDuration: 'PT2M', requiresSession: false } })).toEqual([]);
  });

  it.each([
    [{ partitioningEnabled: true }, 'partitioning_enabled from false to true'],
    [{ requiresSession: true }, 'requires_session from false to true'],
    [{ requiresDuplicateDetection: true }, 'requires_duplicate_detection from false to true'],
    [{ name: 'all-orders' }, 'name from "orders" to "all-orders"'],
  ])('warns of a queue with %p', (queue, change) => {
    expect(warningsAgainst(earlierStack, { queue })).toEqual([
      `stack/orders/Default: Terraform would delete the queue orders with its messages and make a new one, for a change of ${change}. ${cure}`,
    ]);
  });

  it('warns of a namespace that becomes Premium', () => {
    const [warning] = warningsAgainst(earlierStack, { namespace: { sku: 'Premium' } });
    expect(warning).toContain(
      'stack/bus/Default: Terraform would delete the namespace contoso-bus with all its queues, topics and messages and make a new one, for a change of sku from "Standard" to "Premium" and of premium_messaging_partitions from 0 to 1.',
    );
  });

  it('says nothing of a region that is spelled otherwise, and of Basic that becomes Standard', () => {
    const basic = synthesize((scope) => {
      new ServiceBusNamespace(scope, 'bus', { name: 'contoso-bus', resourceGroup, sku: 'Basic' });
    });
    const spelled = { ...resourceGroup, location: 'East US' };
    expect(warningsAgainst(basic, { namespace: { resourceGroup: spelled } })).toEqual([]);
  });

  it('warns of a queue that is gone', () => {
    expect(warningsAgainst(earlierStack, { queueId: '' })).toEqual([
      'stack: Terraform would delete the queue orders with its messages, since azurerm_servicebus_queue.orders is no longer in the stack. Let the receivers empty it first, or put it back.',
    ]);
  });

  it('warns of a queue whose construct has another id', () => {
    expect(warningsAgainst(earlierStack, { queueId: 'queue' })).toEqual([
      "stack/queue/Default: Terraform would delete the queue orders with its messages and make a new one, since its address was azurerm_servicebus_queue.orders and is azurerm_servicebus_queue.queue. Call resource.moveFromId('azurerm_servicebus_queue.orders'), or give the construct its former id.",
    ]);
  });

  it('says nothing of one that is moved, but of what else is changed in it', () => {
    const moved = { queueId: 'queue', movedFrom: 'azurerm_servicebus_queue.orders' };
    expect(warningsAgainst(earlierStack, moved)).toEqual([]);
    expect(warningsAgainst(earlierStack, { ...moved, queue: { requiresSession: true } })).toEqual([
      expect.stringContaining('for a change of requires_session from false to true'),
    ]);
  });
});

describe('WarnOnReplacement, compared with a state', () => {
  const instance = (attributes: object) => ({ schema_version: 0, attributes });
  const state = (partitioning_enabled: boolean) => ({
    version: 4,
    terraform_version: '1.9.8',
    resources: [
      {
        mode: 'managed',
        type: 'azurerm_servicebus_queue',
        name: 'orders',
        instances: [
          instance({
            name: 'orders',
            namespace_id: '/subscriptions/1/x',
            partitioning_enabled,
            requires_session: false,
          }),
        ],
      },
      { mode: 'data', type: 'azurerm_servicebus_queue', name: 'other', instances: [instance({ name: 'other' })] },
      { mode: 'managed', type: 'azurerm_resource_group', name: 'gone', instances: [instance({ name: 'gone' })] },
    ],
  });

  it('does not judge references by their values', () => {
    expect(warningsAgainst(state(false), {})).toEqual([]);
  });

  it('warns of what differs from what there is', () => {
    expect(warningsAgainst(state(true), {})).toEqual([
      expect.stringContaining('for a change of partitioning_enabled from true to false'),
    ]);
  });

  it('refuses what is no state', () => {
    expect(() => new WarnOnReplacement({ ...state(true), version: 3 })).toThrow(
      'Pass a state of version 4, as "terraform state pull" writes it.',
    );
  });

  it('reads a file, and compares with nothing where there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'warn-on-replacement-'));
    try {
      const file = join(folder, 'terraform.tfstate');
      const found = () =>
        warnings((scope) => {
          build(scope);
          Aspects.of(scope).add(WarnOnReplacement.comparedWith(file));
        });
      expect(found()).toEqual([]);
      writeFileSync(file, JSON.stringify(state(true)));
      expect(found()).toHaveLength(1);
      writeFileSync(file, '{');
      expect(found).toThrow(`${file}: it is no JSON (`);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
