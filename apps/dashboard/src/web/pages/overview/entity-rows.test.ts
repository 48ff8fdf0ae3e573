import type { EntitySummary } from '../../../api/index.js';
import { entityRows } from './entity-rows.js';

function entity(path: string, active = 0): EntitySummary {
  const [topic, , subscription] = path.split('/');
  const isSubscription = subscription !== undefined;
  return {
    path,
    kind: isSubscription ? 'subscription' : path.startsWith('topic') ? 'topic' : 'queue',
    name: subscription ?? path,
    topic: isSubscription ? (topic ?? null) : null,
    status: 'Active',
    counts: { active, scheduled: 0, deadLetters: 0, transfers: 0, transferDeadLetters: 0, deferred: null },
    sizeInBytes: 0,
    maxSizeInMegabytes: 1_024,
    requiresSession: false,
    forwardTo: null,
    forwardDeadLetteredMessagesTo: null,
  };
}

const all = [
  entity('orders', 5),
  entity('topic'),
  entity('topic/Subscriptions/small', 1),
  entity('topic/Subscriptions/large', 9),
  entity('audit', 7),
];

function paths(search: string, column: 'name' | 'active', descending = false): readonly string[] {
  const valueOf = ({ path, counts }: EntitySummary) => (column === 'name' ? path : counts.active);
  return entityRows(all, { search, sorting: { column, descending }, valueOf }).map((row) => row.entity.path);
}

test('subscriptions stand under their topic, each level by name', () => {
  expect(paths('', 'name')).toEqual([
    'audit',
    'orders',
    'topic',
    'topic/Subscriptions/large',
    'topic/Subscriptions/small',
  ]);
});

test('a topic counts for as much as its subscriptions', () => {
  expect(paths('', 'active', true)).toEqual([
    'topic',
    'topic/Subscriptions/large',
    'topic/Subscriptions/small',
    'audit',
    'orders',
  ]);
});

test('a topic stays when a subscription of it is searched for, and the others go', () => {
  expect(paths('LARGE', 'name')).toEqual(['topic', 'topic/Subscriptions/large']);
});
