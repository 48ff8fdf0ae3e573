import { describeProblem, namespaceAccessProblems } from './index.js';

describe('namespaceAccessProblems', () => {
  it.each([
    [{}, { sku: 'Standard' as const }],
    [{ minimumTlsVersion: '1.2' as const, publicNetworkAccessEnabled: true }, { sku: 'Basic' as const }],
    [{ publicNetworkAccessEnabled: false }, { sku: 'Premium' as const }],
    [{ publicNetworkAccessEnabled: false }, {}],
  ])('accepts %p on %p', (access, namespace) => {
    expect(namespaceAccessProblems(access, namespace)).toEqual([]);
  });

  it.each(['1.0', '1.1', '1.3'])('refuses TLS %s', (version) => {
    const problems = namespaceAccessProblems({ minimumTlsVersion: version as '1.2' }, {});
    expect(problems.map(describeProblem)).toEqual([
      `minimumTlsVersion is '${version}', but Azure retired TLS 1.0 and 1.1, and the azurerm provider knows none above 1.2. Leave minimumTlsVersion out: clients that speak TLS 1.3 do so all the same.`,
    ]);
  });

  it.each(['Basic', 'Standard'] as const)('refuses to shut %s off from the internet', (sku) => {
    const problems = namespaceAccessProblems({ publicNetworkAccessEnabled: false }, { sku });
    expect(problems.map(describeProblem)).toEqual([
      `publicNetworkAccessEnabled is false, but ${sku} has no private endpoints, so that nobody could reach the namespace. Leave publicNetworkAccessEnabled out, or choose the tier Premium.`,
    ]);
  });
});
