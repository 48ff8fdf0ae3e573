import type { Sku } from '../topology.js';
import { clientScopeProblems, describeProblem, type ClientScope } from './index.js';

describe('clientScopeProblems', () => {
  it.each<[ClientScope | undefined, Sku | undefined]>([
    [{ clientId: 'billing' }, 'Premium'],
    [{ clientId: 'billing' }, undefined],
    [undefined, 'Standard'],
  ])('accepts %p on %s', (scope, sku) => {
    expect(clientScopeProblems(scope, { sku })).toEqual([]);
  });

  it('refuses a JMS client on Standard', () => {
    expect(clientScopeProblems({ clientId: 'billing' }, { sku: 'Standard' }).map(describeProblem)).toEqual([
      'clientScope is {"clientId":"billing"}, but Standard has no subscriptions of JMS clients. Leave clientScope out, or choose the tier Premium.',
    ]);
  });
});
