import { isResourceId, resourceIdShapes, resourceNames } from './index.js';

const group = '/subscriptions/0000/resourceGroups/ordering-rg/providers';

describe('isResourceId', () => {
  it.each([
    [resourceIdShapes.namespace, `${group}/Microsoft.ServiceBus/namespaces/contoso-bus`],
    [resourceIdShapes.subnet, `${group}/Microsoft.Network/virtualNetworks/hub/subnets/endpoints`],
    [resourceIdShapes.subnet, `${group}/microsoft.network/virtualnetworks/hub/subnets/endpoints`],
  ])('knows the id of %p', (shape, id) => {
    expect(isResourceId(id, shape)).toBe(true);
  });

  it.each([
    'endpoints',
    `${group}/Microsoft.Network/virtualNetworks/hub`,
    `${group}/Microsoft.Network/virtualNetworks/hub/subnets/`,
    `${group}/Microsoft.Network/virtualNetworks/hub/subnets/endpoints/more`,
    `${group}/Microsoft.Network/virtualNetworks/hub/gateways/endpoints`,
  ])('takes %s for no subnet', (id) => {
    expect(isResourceId(id, resourceIdShapes.subnet)).toBe(false);
  });
});

describe('resourceNames', () => {
  it('reads subscription, resource group and name', () => {
    expect(resourceNames(`${group}/Microsoft.ServiceBus/namespaces/contoso-bus`)).toEqual({
      subscriptionId: '0000',
      resourceGroupName: 'ordering-rg',
      name: 'contoso-bus',
    });
  });

  it('reads nothing from what is no id', () => {
    expect(resourceNames('contoso-bus')).toBeUndefined();
  });
});
