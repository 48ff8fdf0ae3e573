import { filterOfTerms, refusedTerm, termsOf, type FilterTerm } from './filter-terms.js';

describe('terms of a filter', () => {
  const terms: readonly FilterTerm[] = [
    { kind: 'text', text: 'late' },
    { kind: 'system', text: 'deliveryCount>=3' },
    { kind: 'property', text: 'type=order' },
    { kind: 'property', text: 'tenant' },
    { kind: 'body', text: '$.amount>100' },
    { kind: 'reason', text: 'Expired' },
  ];

  it('are the same again after they were made a filter', () => {
    expect(termsOf(filterOfTerms(terms))).toEqual(terms);
  });

  it('ask for one text of the body: the last one counts', () => {
    const filter = filterOfTerms([...terms, { kind: 'text', text: 'early' }]);
    expect(filter.text).toBe('early');
  });

  it('leave out what is not asked for', () => {
    expect(filterOfTerms([])).toEqual({ system: [], property: [], body: [] });
  });
});

describe('a refusal of the server', () => {
  const path: FilterTerm = { kind: 'body', text: '$.[>3' };
  const condition: FilterTerm = { kind: 'system', text: 'deliveryCount>' };

  it('belongs to the term that it quotes', () => {
    expect(refusedTerm([path, condition], '"deliveryCount>" names nothing to compare with')).toBe(condition);
  });

  it('belongs to the term whose JSONPath it quotes without the comparison', () => {
    expect(refusedTerm([condition, path], '"$.[" is no JSONPath (RFC 9535)')).toBe(path);
  });

  it('belongs to no term if it quotes none', () => {
    expect(refusedTerm([path, condition], 'the namespace does not answer')).toBeUndefined();
  });
});
