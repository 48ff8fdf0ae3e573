import { addressOf } from './api-client.js';

test('repeats parameters that are lists, and leaves out what is undefined', () => {
  const address = addressOf('/api/messages', { entity: 'a/b', system: ['x=1', 'y~2'], from: undefined, limit: 5 });
  expect(address).toBe('/api/messages?entity=a%2Fb&system=x%3D1&system=y%7E2&limit=5');
});

test('an address without parameters has no question mark', () => {
  expect(addressOf('/api/jobs')).toBe('/api/jobs');
});
