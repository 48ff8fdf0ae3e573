import { describeProblem, disasterRecoveryProblems, type DisasterRecoveryDefinition } from './index.js';

const problemsOf = (pair: Partial<DisasterRecoveryDefinition>) => disasterRecoveryProblems(pair).map(describeProblem);

describe('disasterRecoveryProblems', () => {
  it.each<Partial<DisasterRecoveryDefinition>>([
    {},
    { alias: 'contoso-orders-sb' },
    { primary: { sku: 'Premium', location: 'eastus' }, secondary: { sku: 'Premium', location: 'westus' } },
    { primary: { premiumMessagingPartitions: 2 }, secondary: { premiumMessagingPartitions: 4 } },
    { primary: { location: 'eastus', premiumMessagingPartitions: 2 } },
  ])('accepts %j', (pair) => {
    expect(problemsOf(pair)).toEqual([]);
  });

  it('knows a region with and without spaces', () => {
    expect(problemsOf({ primary: { location: 'West Europe' }, secondary: { location: 'westeurope' } })).toEqual([
      "secondary.location is 'westeurope', but the namespaces of a pair are in different regions, and the primary is in that one. Put the secondary into another region.",
    ]);
  });

  it('compares names without regard to case', () => {
    expect(problemsOf({ alias: 'Ams-Orders', secondary: { name: 'ams-orders' } })).toEqual([
      "alias is 'Ams-Orders', but an alias is a host of its own, unique in all of Azure, and a namespace has that name. Choose a name that no namespace has.",
    ]);
  });
});
