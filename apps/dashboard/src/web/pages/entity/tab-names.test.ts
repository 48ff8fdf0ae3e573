import { tabNamesOf } from './tab-names.js';

test('nothing is sent to a subscription, and its rules are shown', () => {
  const names = tabNamesOf({ kind: 'subscription', requiresSession: false }, true);
  expect(names).toContain('rules');
  expect(names).not.toContain('send');
});

test('a topic has no messages to look at, but their routing where a broker tells it', () => {
  expect(tabNamesOf({ kind: 'topic', requiresSession: false }, true)).toEqual(['', 'send', 'routing', 'settings']);
  expect(tabNamesOf({ kind: 'topic', requiresSession: false }, false)).toEqual(['', 'send', 'settings']);
});

test('sessions are shown where they are required', () => {
  expect(tabNamesOf({ kind: 'queue', requiresSession: true }, false)).toContain('sessions');
  expect(tabNamesOf({ kind: 'queue', requiresSession: false }, false)).not.toContain('sessions');
});

test('locks are told by a local broker alone', () => {
  expect(tabNamesOf({ kind: 'queue', requiresSession: false }, true)).toContain('locks');
  expect(tabNamesOf({ kind: 'queue', requiresSession: false }, false)).not.toContain('locks');
});
