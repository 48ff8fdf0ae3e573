import fc from 'fast-check';

import { formatEntityPath, parseEntityPath } from './entity-path.js';

describe('an entity path', () => {
  it.each(['orders', '/orders', 'orders/', 'amqps://host/orders', 'sb://host:5672/orders'])(
    'may be written as %s',
    (address) => {
      expect(parseEntityPath(address)).toEqual({ entity: 'orders', management: false });
    },
  );

  it.each([
    ['orders/$DeadLetterQueue', { entity: 'orders', subQueue: 'dead-letter' }],
    ['orders/$deadletterqueue', { entity: 'orders', subQueue: 'dead-letter' }],
    ['orders/$Transfer/$DeadLetterQueue', { entity: 'orders', subQueue: 'transfer-dead-letter' }],
    ['orders/$management', { entity: 'orders', management: true }],
    ['orders/$DeadLetterQueue/$management', { entity: 'orders', subQueue: 'dead-letter', management: true }],
    ['events/Subscriptions/billing', { entity: 'events', subscription: 'billing' }],
    ['events/subscriptions/billing', { entity: 'events', subscription: 'billing' }],
    ['a/b/Subscriptions/c', { entity: 'a/b', subscription: 'c' }],
    ['a/Subscriptions/b/Subscriptions/c', { entity: 'a/Subscriptions/b', subscription: 'c' }],
    [
      'events/Subscriptions/billing/$DeadLetterQueue/$management',
      { entity: 'events', subscription: 'billing', subQueue: 'dead-letter', management: true },
    ],
    ['returns/2026.q1', { entity: 'returns/2026.q1' }],
    ['subscriptions', { entity: 'subscriptions' }],
  ])('%s is taken apart', (address, expected) => {
    expect(parseEntityPath(address)).toEqual({ management: false, ...expected });
  });

  it('comes back from its parts', () => {
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,10}$/);
    const parts = fc.record({
      entity: fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join('/')),
      subscription: fc.option(name, { nil: undefined }),
      subQueue: fc.constantFrom(undefined, 'dead-letter' as const, 'transfer-dead-letter' as const),
    });
    fc.assert(
      fc.property(parts, (path) => {
        fc.pre(!/(^|\/)subscriptions(\/|$)/.test(path.entity));
        expect(parseEntityPath(formatEntityPath(path))).toEqual({ ...path, management: false });
      }),
    );
  });
});
