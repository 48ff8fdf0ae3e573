import { formatResource, parseResource } from './resource.js';

describe('parseResource', () => {
  it.each([
    ['/orders', { kind: 'entity', name: 'orders' }],
    ['/a/b%2Fc/', { kind: 'entity', name: 'a/b/c' }],
    ['/%24Resources/queues', { kind: 'queues' }],
    ['/$Resources/Topics', { kind: 'topics' }],
    ['/$namespaceinfo', { kind: 'namespace-info' }],
    ['/t/Subscriptions/', { kind: 'subscriptions', topic: 't' }],
    ['/a/t/subscriptions/s', { kind: 'subscription', topic: 'a/t', subscription: 's' }],
    ['/t/subscriptions/rules', { kind: 'subscription', topic: 't', subscription: 'rules' }],
    ['/t/SUBSCRIPTIONS/s/RULES', { kind: 'rules', topic: 't', subscription: 's' }],
    ['/t/Subscriptions/s/Rules/%24Default', { kind: 'rule', topic: 't', subscription: 's', rule: '$Default' }],
  ])('takes %s apart', (path, resource) => {
    expect(parseResource(path)).toEqual(resource);
  });

  it('refuses what is not URL-encoded', () => {
    expect(() => parseResource('/orders%')).toThrow("'/orders%' is not URL-encoded");
  });
});

describe('formatResource', () => {
  it('spells the path with the capitals that clients look for', () => {
    expect(formatResource(parseResource('/t/subscriptions/s/rules/r'))).toBe('t/Subscriptions/s/Rules/r');
  });
});
