import { principalProblems, type PrincipalReference } from './index.js';

describe('principalProblems', () => {
  it.each<Partial<PrincipalReference>>([
    {},
    { principalId: '5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978' },
    { principalId: '5E0F7C1A-9B1D-4F5E-8F0A-2D3C4B5A6978', principalType: 'ServicePrincipal' },
    { principalType: 'Group' },
    { principalType: 'User' },
  ])('accepts %p', (principal) => {
    expect(principalProblems(principal)).toEqual([]);
  });

  it.each(['', 'worker', '5e0f7c1a9b1d4f5e8f0a2d3c4b5a6978', '{5e0f7c1a-9b1d-4f5e-8f0a-2d3c4b5a6978}'])(
    'refuses the id %p',
    (principalId) => {
      expect(principalProblems({ principalId })).toEqual([
        {
          property: 'principalId',
          value: principalId,
          rule: 'a principal is named by its object id in Entra ID, a GUID',
          cure: expect.stringContaining('not a name, and not a client id'),
        },
      ]);
    },
  );

  it('refuses a type that Azure does not assign roles to', () => {
    const principalType = 'ManagedIdentity' as PrincipalReference['principalType'];
    expect(principalProblems({ principalType })).toEqual([
      {
        property: 'principalType',
        value: 'ManagedIdentity',
        rule: 'a principal is one of User, Group, ServicePrincipal',
        cure: "Give 'ServicePrincipal' for a managed identity or an app.",
      },
    ]);
  });
});
