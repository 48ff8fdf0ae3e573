import { Aspects } from 'cdktf';
import { synthesize } from '../test/synthesize.js';
import { MessagingSystem } from './messaging-system.js';
import { ProtectStatefulEntities } from './protect-stateful-entities.js';

/** The addresses of what Terraform does not delete. */
function protectedAddresses(exceptEvents = false): readonly string[] {
  const { resource } = synthesize((scope) => {
    const system = new MessagingSystem(scope, 'Default', {
      name: 'contoso-ordering',
      location: 'eastus',
      queues: { orders: {}, replies: { autoDeleteOnIdle: 'PT1H' } },
      topics: { events: {} },
      subscriptions: { billing: { topic: 'events', rules: { all: { sqlFilter: '1 = 1' } } } },
      programs: { web: { orders: ['Send'] } },
    });
    const { events } = system.topics;
    Aspects.of(scope).add(new ProtectStatefulEntities(exceptEvents ? { except: [events] } : {}));
  });
  return Object.values(resource).flatMap((all) =>
    Object.entries(all).flatMap(([name, { lifecycle }]) =>
      (lifecycle as { readonly prevent_destroy?: boolean } | undefined)?.prevent_destroy === true ? [name] : [],
    ),
  );
}

describe('ProtectStatefulEntities', () => {
  it('keeps the namespace and its entities from being deleted, but none that deletes itself', () => {
    expect(protectedAddresses().toSorted()).toEqual(['billing', 'bus', 'events', 'orders']);
  });

  it('leaves exceptions alone', () => {
    expect(protectedAddresses(true).toSorted()).toEqual(['billing', 'bus', 'orders']);
  });

  it('keeps what else a lifecycle says', () => {
    const { resource } = synthesize((scope) => {
      const { queues } = new MessagingSystem(scope, 'Default', {
        name: 'contoso',
        location: 'eastus',
        queues: { orders: {} },
      });
      queues.orders.resource.lifecycle = { ignoreChanges: ['status'] };
      Aspects.of(scope).add(new ProtectStatefulEntities());
    });
    expect(resource['azurerm_servicebus_queue']?.['orders']?.['lifecycle']).toEqual({
      ignore_changes: ['status'],
      prevent_destroy: true,
    });
  });
});
