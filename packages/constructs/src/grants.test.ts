import { ContainerApp, type ContainerAppConfig } from '@cdktf/provider-azurerm/lib/container-app/index.js';
import { DataAzurermClientConfig } from '@cdktf/provider-azurerm/lib/data-azurerm-client-config/index.js';
import { UserAssignedIdentity } from '@cdktf/provider-azurerm/lib/user-assigned-identity/index.js';
import { App, TerraformStack, TerraformVariable, Testing } from 'cdktf';
import type { Construct } from 'constructs';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import {
  ServiceBusNamespace,
  ServiceBusQueue,
  ServiceBusSubscription,
  ServiceBusTopic,
  type Principal,
} from './index.js';

const id = '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978';

function system(scope: Construct) {
  const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
  const queue = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
  const topic = new ServiceBusTopic(scope, 'events', { name: 'events', namespace });
  const subscription = new ServiceBusSubscription(scope, 'billing', { name: 'billing', topic });
  return { namespace, queue, topic, subscription };
}

const identity = (scope: Construct, name = 'worker') =>
  new UserAssignedIdentity(scope, name, { name, resourceGroupName: 'messaging', location: 'eastus' });

function containerApp(scope: Construct, config: Pick<ContainerAppConfig, 'identity' | 'dependsOn'> = {}): ContainerApp {
  return new ContainerApp(scope, 'app', {
    name: 'app',
    resourceGroupName: 'messaging',
    containerAppEnvironmentId: 'environment',
    revisionMode: 'Single',
    template: { container: [{ name: 'app', image: 'app', cpu: 0.25, memory: '0.5Gi' }] },
    ...config,
  });
}

/** The role assignments of what the function grants on a system. */
const assignments = (build: (parts: ReturnType<typeof system>, scope: Construct) => void) =>
  synthesize((scope) => build(system(scope), scope)).resource['azurerm_role_assignment'];

describe('a grant', () => {
  it('assigns the role on the queue alone', () => {
    expect(assignments(({ queue }, scope) => queue.grantSend(identity(scope)))).toEqual({
      orders_send_worker: {
        scope: '${azurerm_servicebus_queue.orders.id}',
        role_definition_name: 'Azure Service Bus Data Sender',
        principal_id: '${azurerm_user_assigned_identity.worker.principal_id}',
        principal_type: 'ServicePrincipal',
      },
    });
  });

  it.each<[string, (parts: ReturnType<typeof system>) => void, string, string, string]>([
    ['queue.grantSend', ({ queue }) => queue.grantSend(id), 'orders_send', 'queue.orders', 'Sender'],
    ['queue.grantReceive', ({ queue }) => queue.grantReceive(id), 'orders_receive', 'queue.orders', 'Receiver'],
    ['queue.grantManage', ({ queue }) => queue.grantManage(id), 'orders_manage', 'queue.orders', 'Owner'],
    ['topic.grantSend', ({ topic }) => topic.grantSend(id), 'events_send', 'topic.events', 'Sender'],
    ['topic.grantReceive', ({ topic }) => topic.grantReceive(id), 'events_receive', 'topic.events', 'Receiver'],
    ['topic.grantManage', ({ topic }) => topic.grantManage(id), 'events_manage', 'topic.events', 'Owner'],
    [
      'subscription.grantReceive',
      ({ subscription }) => subscription.grantReceive(id),
      'billing_receive',
      'subscription.billing',
      'Receiver',
    ],
    [
      'subscription.grantManage',
      ({ subscription }) => subscription.grantManage(id),
      'billing_manage',
      'subscription.billing',
      'Owner',
    ],
    ['namespace.grantSend', ({ namespace }) => namespace.grantSend(id), 'bus_send', 'namespace.bus', 'Sender'],
    [
      'namespace.grantReceive',
      ({ namespace }) => namespace.grantReceive(id),
      'bus_receive',
      'namespace.bus',
      'Receiver',
    ],
    ['namespace.grantManage', ({ namespace }) => namespace.grantManage(id), 'bus_manage', 'namespace.bus', 'Owner'],
  ])('by %s is one role on one scope', (_, build, address, scope, role) => {
    expect(assignments(build)).toEqual({
      [`${address}_${id}`]: {
        scope: `\${azurerm_servicebus_${scope}.id}`,
        role_definition_name: `Azure Service Bus Data ${role}`,
        principal_id: id,
      },
    });
  });

  it('is possible on what exists', () => {
    const granted = assignments(({ namespace }, scope) => {
      const queue = ServiceBusQueue.fromQueueName(scope, 'old', { name: 'old', namespace });
      queue.grantReceive({ principalId: id, principalType: 'Group' });
    });
    expect(granted).toEqual({
      [`old_receive_${id}`]: {
        scope: '${data.azurerm_servicebus_queue.old.id}',
        role_definition_name: 'Azure Service Bus Data Receiver',
        principal_id: id,
        principal_type: 'Group',
      },
    });
  });

  it('can be waited for by what needs the access', () => {
    const { resource } = synthesize((scope) => {
      const { queue } = system(scope);
      containerApp(scope, { dependsOn: [queue.grantSend(id).resource] });
    });
    expect(resource['azurerm_container_app']?.['app']).toMatchObject({
      depends_on: [`azurerm_role_assignment.orders_send_${id}`],
    });
  });
});

describe('a principal', () => {
  it.each<[string, (scope: Construct) => Principal, string | undefined, string | undefined]>([
    [
      'a system-assigned identity',
      (scope) => containerApp(scope, { identity: { type: 'SystemAssigned' } }),
      'app',
      'ServicePrincipal',
    ],
    [
      'an identity block',
      (scope) => containerApp(scope, { identity: { type: 'SystemAssigned' } }).identity,
      'app',
      'ServicePrincipal',
    ],
    [
      'both kinds of identity',
      (scope) => containerApp(scope, { identity: { type: 'SystemAssigned, UserAssigned' } }),
      'app',
      'ServicePrincipal',
    ],
    ['who deploys', (scope) => new DataAzurermClientConfig(scope, 'me', {}), 'me', undefined],
    ['an attribute', (scope) => identity(scope).principalId, 'worker', undefined],
    ['an id with its type', () => ({ principalId: id, principalType: 'User' }), id, 'User'],
    ['an object id with its type', () => ({ objectId: id, principalType: 'Group' }), id, 'Group'],
    ['an id in capitals', () => id.toUpperCase(), id, undefined],
  ])('can be %s', (_, principal, name, type) => {
    const granted = assignments(({ queue }, scope) => queue.grantSend(principal(scope))) ?? {};
    expect(Object.keys(granted)).toEqual([`orders_send_${name}`]);
    expect(granted[`orders_send_${name}`]?.['principal_type']).toBe(type);
  });

  it('can be a variable of the stack', () => {
    const granted = assignments(({ queue }, scope) => {
      queue.grantSend(new TerraformVariable(scope, 'sender', { type: 'string' }).stringValue);
    });
    expect(granted).toEqual({
      orders_send_sender: expect.objectContaining({ principal_id: '${var.sender}' }),
    });
  });

  it.each<[string, (scope: Construct) => Principal, string]>([
    [
      'a name',
      () => 'worker',
      "send-worker:\n  - principalId is 'worker', but a principal is named by its object id in Entra ID, a GUID. " +
        'Give the principal id of the identity, or the object id of the group, user or service principal; not a name, and not a client id.',
    ],
    [
      'an unknown type',
      () => ({ principalId: id, principalType: 'Identity' }) as unknown as Principal,
      `send-${id}:\n  - principalType is 'Identity', but a principal is one of User, Group, ServicePrincipal. ` +
        "Give 'ServicePrincipal' for a managed identity or an app.",
    ],
    [
      'a client id',
      (scope) => identity(scope).clientId,
      "send-worker:\n  - principalId is '${azurerm_user_assigned_identity.worker.client_id}', but a principal is named by its object id in Entra ID. " +
        'Give the principalId of an identity or the objectId of a service principal, or the resource itself.',
    ],
    [
      "an identity's resource id",
      (scope) => identity(scope).id,
      "send-worker:\n  - principalId is '${azurerm_user_assigned_identity.worker.id}', but a principal is named by its object id",
    ],
    [
      'a resource without an identity',
      (scope) => containerApp(scope),
      'send-app:\n  - identity.type is undefined, but a resource is a principal only with a system-assigned identity. ' +
        "Give it an identity of type 'SystemAssigned', or grant access to the user-assigned identity that it has.",
    ],
    [
      'a resource with a user-assigned identity alone',
      (scope) => containerApp(scope, { identity: { type: 'UserAssigned' } }),
      "send-app:\n  - identity.type is 'UserAssigned', but a resource is a principal only with a system-assigned identity.",
    ],
  ])('is refused when it is %s', (_, principal, message) => {
    synthesize((scope) => {
      const { queue } = system(scope);
      expect(() => queue.grantSend(principal(scope))).toThrow(`Azure would refuse stack/orders/${message}`);
    });
  });
});

describe('a grant given twice', () => {
  it('is one', () => {
    const granted = assignments(({ queue }, scope) => {
      const worker = identity(scope);
      const first = queue.grantSend(worker);
      expect(queue.grantSend(worker)).toBe(first);
      expect(queue.grantSend(worker.principalId)).toBe(first);
      expect(queue.grantSend(id.toUpperCase())).toBe(queue.grantSend({ principalId: id, principalType: 'User' }));
    });
    expect(Object.keys(granted ?? {})).toEqual([`orders_send_${id}`, 'orders_send_worker'].sort());
  });

  it('is two for another right, scope or principal', () => {
    const granted = assignments(({ queue, topic }, scope) => {
      const worker = identity(scope);
      queue.grantSend(worker);
      queue.grantReceive(worker);
      topic.grantSend(worker);
      queue.grantSend(identity(scope, 'helper'));
    });
    expect(Object.keys(granted ?? {}).sort()).toEqual([
      'events_send_worker',
      'orders_receive_worker',
      'orders_send_helper',
      'orders_send_worker',
    ]);
  });

  it('is two for principals of the same name', () => {
    const granted = assignments(({ queue }, scope) => {
      queue.grantSend(containerApp(scope, { identity: { type: 'SystemAssigned' } }));
      identity(scope, 'other').overrideLogicalId('app');
      queue.grantSend('${azurerm_user_assigned_identity.app.principal_id}');
    });
    expect(Object.values(granted ?? {}).map(({ principal_id }) => principal_id)).toEqual([
      '${azurerm_container_app.app.identity[0].principal_id}',
      '${azurerm_user_assigned_identity.app.principal_id}',
    ]);
  });

  it('is two for identities of the same address in different stacks', () => {
    const app: App = Testing.app();
    const workers = ['one', 'two'].map((name) => identity(new TerraformStack(app, name)));
    const stack = new TerraformStack(app, 'stack');
    const { queue } = system(stack);
    const [first, second] = workers.map((worker) => queue.grantSend(worker));
    expect(first).not.toBe(second);
    stack.prepareStack();
    const { resource } = JSON.parse(Testing.synth(stack)) as {
      readonly resource: Readonly<Record<string, Readonly<Record<string, { readonly principal_id: string }>>>>;
    };
    expect(Object.values(resource['azurerm_role_assignment'] ?? {}).map(({ principal_id }) => principal_id)).toEqual([
      expect.stringContaining('cross-stack-reference-input-one'),
      expect.stringContaining('cross-stack-reference-input-two'),
    ]);
  });
});
