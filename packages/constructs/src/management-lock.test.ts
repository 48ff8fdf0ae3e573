import { TerraformStack } from 'cdktf';
import { resourceGroup, synthesize } from '../test/synthesize.js';
import { warnings } from '../test/warnings.js';
import { ServiceBusNamespace, ServiceBusQueue, type LockProps, type ServiceBusManagementLockProps } from './index.js';

function lockOf(level: ServiceBusManagementLockProps['level'], props?: LockProps) {
  const { resource } = synthesize((scope) => {
    new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup }).lock(level, props);
  });
  return Object.values(resource['azurerm_management_lock'] ?? {});
}

describe('ServiceBusManagementLock', () => {
  it('is named for its level when nothing else is said', () => {
    expect(lockOf('CanNotDelete')).toEqual([
      {
        name: 'CanNotDelete',
        lock_level: 'CanNotDelete',
        scope: '${azurerm_servicebus_namespace.bus.id}',
        depends_on: ['azurerm_servicebus_namespace.bus'],
      },
    ]);
  });

  it('tells why', () => {
    expect(lockOf('ReadOnly', { name: 'frozen', notes: 'An audit goes on.' })).toMatchObject([
      { name: 'frozen', lock_level: 'ReadOnly', notes: 'An audit goes on.' },
    ]);
  });

  it('is made after all that it would be in the way of, and removed before', () => {
    const { resource } = synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      namespace.lock('CanNotDelete');
      const queue = new ServiceBusQueue(scope, 'orders', { name: 'orders', namespace });
      queue.addAccessRule('producer', { rights: ['Send'] });
    });
    expect(Object.values(resource['azurerm_management_lock'] ?? {})).toMatchObject([
      {
        depends_on: [
          'azurerm_servicebus_namespace.bus',
          'azurerm_servicebus_queue.orders',
          'azurerm_servicebus_queue_authorization_rule.orders_producer',
        ],
      },
    ]);
  });

  it('warns that a read-only namespace gives out no keys', () => {
    const found = warnings((scope) => {
      new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup }).lock('ReadOnly');
    });
    expect(found).toEqual([
      'stack/bus/ReadOnly: level is ReadOnly, which also keeps Azure from giving out keys: Terraform cannot read access rules then, and its next plan fails. Choose CanNotDelete, or use no access rules.',
    ]);
  });

  it('does not warn of a lock against deletion', () => {
    expect(
      warnings((scope) => {
        new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup }).lock('CanNotDelete');
      }),
    ).toEqual([]);
  });

  it('belongs to the stack of its namespace', () => {
    synthesize((scope) => {
      const namespace = new ServiceBusNamespace(scope, 'bus', { name: 'ams-dev-bus', resourceGroup });
      expect(TerraformStack.of(namespace.lock('CanNotDelete'))).toBe(TerraformStack.of(namespace));
    });
  });

  it.each<[string, LockProps, string]>([
    [
      'stack/bus/a b',
      { name: 'a b' },
      "name is 'a b', but a lock's name has 1 to 259 letters, digits and - _. Choose for example 'keep'.",
    ],
    [
      'stack/bus/CanNotDelete',
      { notes: 'n'.repeat(513) },
      'but the notes of a lock have at most 512 characters. Keep the rest elsewhere and write down where.',
    ],
  ])('refuses at %s what Azure would refuse', (path, props, message) => {
    expect(() => lockOf('CanNotDelete', props)).toThrow(`Azure would refuse ${path}:`);
    expect(() => lockOf('CanNotDelete', props)).toThrow(message);
  });

  it('refuses a level that Azure has not', () => {
    expect(() => lockOf('NoDelete' as 'ReadOnly')).toThrow(
      "level is 'NoDelete', but the levels of a lock are CanNotDelete or ReadOnly. Choose one of them, spelled so.",
    );
  });
});
