import type { SubscriptionDefinition } from '../topology.js';
import { subscriptionProblems } from './index.js';

const standard = { sku: 'Standard', premiumMessagingPartitions: 0 } as const;
const rule = (name: string) => ({ name, filter: { kind: 'true' } as const });

describe('subscriptionProblems', () => {
  it('accepts a subscription with sessions and rules', () => {
    const subscription = {
      name: 'billing',
      requiresSession: true,
      maxDeliveryCount: 10,
      rules: [rule('a'), rule('b')],
    };
    expect(subscriptionProblems(subscription, standard)).toEqual([]);
  });

  it.each<[Partial<SubscriptionDefinition>, string, string]>([
    [{ name: 'eu/billing' }, 'name', "a subscription's name has 1 to 50"],
    [{ lockDuration: 'PT10M' }, 'lockDuration', 'from PT5S to PT5M'],
    [{ maxDeliveryCount: 0 }, 'maxDeliveryCount', 'a whole number from 1'],
    [{ autoDeleteOnIdle: 'PT10S' }, 'autoDeleteOnIdle', 'at least PT5M'],
    [{ requiresSession: true, forwardTo: 'archive' }, 'forwardTo', 'requires sessions cannot forward'],
    [{ rules: [rule('all'), rule('ALL')] }, 'rules', 'different names, in any case'],
  ])('refuses %p', (subscription, property, text) => {
    expect(subscriptionProblems(subscription, standard)).toEqual([
      expect.objectContaining({ property, rule: expect.stringContaining(text) }),
    ]);
  });
});
