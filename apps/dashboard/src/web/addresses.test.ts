import { entityAddress, messageAddress } from './addresses.js';

test('the path of a subscription is one part of the address', () => {
  expect(entityAddress('events/Subscriptions/billing')).toBe('/entity/events%2FSubscriptions%2Fbilling');
});

test('tabs and messages have addresses of their own, with the filter in the query', () => {
  expect(entityAddress('orders', 'routing', { messageId: 'a b' })).toBe('/entity/orders/routing?messageId=a+b');
  expect(messageAddress('orders', 'dead-letters', '42')).toBe('/entity/orders/dead-letters/42');
});
