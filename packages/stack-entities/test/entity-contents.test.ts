import type { Destination } from '@ams/messaging-runtime';
import { contentsByEntity, entityOutputs, objectionTo, schemaCheck } from '../src/index.js';

const contentsOf = contentsByEntity({ queueName: 'orders', topicName: 'events', namespaceName: 'messaging' });

const to = (entity: string) => ({ entity }) as Destination;

test.each([
  ['orders', 'orders'],
  ['Events', 'events'],
  ['messaging', undefined],
  ['insights', undefined],
])('what %s holds is %s', (entity, contents) => {
  expect(contentsOf(entity)).toBe(contents);
});

test('the entities are named by outputs that are no secrets', () => {
  expect(entityOutputs).toEqual(['queueName', 'sessionQueueName', 'topicName', 'insightsTopicName']);
});

test('a body that consumers would refuse is objected to, with the reason that they would give', () => {
  expect(objectionTo({ order_id: 'A-17' }, 'orders')).toMatch(/^InvalidBody: /);
  expect(schemaCheck(contentsOf)({ order_id: 'A-17' }, to('orders'))).toMatch(/^InvalidBody: /);
});

test('a body for an entity that the stack does not know is not objected to', () => {
  expect(schemaCheck(contentsOf)({ order_id: 'A-17' }, to('unknown'))).toBeUndefined();
});
