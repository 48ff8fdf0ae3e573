import { readEarlierEntities } from './index.js';

const resource = (type: string, name: string, instances: readonly object[], more: object = {}) => ({
  mode: 'managed',
  type,
  name,
  instances,
  ...more,
});

const state = (...resources: readonly object[]) => ({ version: 4, terraform_version: '1.9.8', resources });

describe('readEarlierEntities', () => {
  it('reads entities of a state, those of modules and with an index too, and nothing else', () => {
    const attributes = { name: 'orders' };
    const entities = readEarlierEntities(
      state(
        resource('azurerm_servicebus_queue', 'orders', [{ attributes }]),
        resource('azurerm_servicebus_queue', 'each', [{ index_key: 'a', attributes }], { module: 'module.bus' }),
        resource('azurerm_servicebus_topic', 'list', [{ index_key: 0, attributes }]),
        resource('azurerm_servicebus_queue', 'looked-up', [{ attributes }], { mode: 'data' }),
        resource('azurerm_resource_group', 'messaging', [{ attributes }]),
      ),
    );
    expect(entities.map(({ address }) => address)).toEqual([
      'azurerm_servicebus_queue.orders',
      'module.bus.azurerm_servicebus_queue.each["a"]',
      'azurerm_servicebus_topic.list[0]',
    ]);
    expect(entities[0]).toEqual({
      address: 'azurerm_servicebus_queue.orders',
      type: 'azurerm_servicebus_queue',
      attributes,
    });
  });

  it('reads entities of a synthesized stack', () => {
    const json = {
      resource: { azurerm_servicebus_queue: { orders: { name: 'orders' } }, azurerm_resource_group: { a: {} } },
    };
    expect(readEarlierEntities(json)).toEqual([
      { address: 'azurerm_servicebus_queue.orders', type: 'azurerm_servicebus_queue', attributes: { name: 'orders' } },
    ]);
  });

  it('finds none where nothing was deployed', () => {
    expect(readEarlierEntities({})).toEqual([]);
    expect(readEarlierEntities(state())).toEqual([]);
  });

  it('refuses a state of another version, and what is neither state nor stack', () => {
    expect(() => readEarlierEntities({ ...state(), version: 3 })).toThrow(
      'Pass a state of version 4, as "terraform state pull" writes it.',
    );
    expect(() => readEarlierEntities('state')).toThrow('Pass the parsed JSON of a cdk.tf.json');
  });
});
