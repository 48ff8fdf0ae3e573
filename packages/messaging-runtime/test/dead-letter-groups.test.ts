import Long from 'long';
import { contentsOf, DeadLetterGroups, ofGroup, viewOf } from '../src/index.js';
import { deadLetterWith } from './messages-for-test.js';

function failed(reason: string, description: string, more: Parameters<typeof deadLetterWith>[0] = {}) {
  return deadLetterWith({ deadLetterReason: reason, deadLetterErrorDescription: description, ...more });
}

function grouped(...messages: ReturnType<typeof failed>[]) {
  const groups = new DeadLetterGroups();
  for (const message of messages) groups.add(message, 'queue orders');
  return groups.all();
}

test.each([
  ['quoted values', 'amount is "19.90" and must be a number', 'amount is "x" and must be a number'],
  ['numbers', 'timed out after 1500 ms', 'timed out after 30 ms'],
  ['ids', 'order A-17 is unknown', 'order B-4 is unknown'],
  [
    'moments and unique ids',
    '5f0c3f9e-1c9b-4a53-8a4e-0d7f4c1b2a3d since 2026-11-05T08:15:30.5Z',
    'c6a1d8a2-6f0a-4a6a-9b77-3a4b5c6d7e8f since 2026-11-06T09:00:00Z',
  ],
])('puts failures together that differ in %s alone', (_, one, other) => {
  expect(grouped(failed('Failed', one), failed('Failed', other))).toMatchObject([{ count: 2 }]);
});

test('tells failures apart by how their descriptions begin, and shows that there is more', () => {
  const long = 'a word '.repeat(40);
  expect(grouped(failed('Failed', `${long} one`), failed('Failed', `${long} other`))).toMatchObject([
    { count: 2, description: `${long.slice(0, 200)}…` },
  ]);
});

test('keeps failures apart that differ in reason, error type or description', () => {
  const timeout = { applicationProperties: { last_error_type: 'TimeoutError' } };
  const groups = grouped(
    failed('InvalidBody', 'amount is missing'),
    failed('InvalidBody', 'ts is missing'),
    failed('Other', 'amount is missing'),
    failed('InvalidBody', 'amount is missing', timeout),
  );
  expect(groups.map(({ count }) => count)).toEqual([1, 1, 1, 1]);
  expect(groups).toContainEqual(expect.objectContaining({ reason: 'InvalidBody', errorType: 'TimeoutError' }));
});

test('tells how many, since when and until when, the largest first', () => {
  const at = (moment: string) => ({ enqueuedTimeUtc: new Date(moment) });
  const groups = grouped(
    failed('Rare', '', at('2026-11-05T08:00:00Z')),
    failed('Common', '', { ...at('2026-11-05T09:00:00Z'), messageId: 'A-7', sequenceNumber: Long.fromNumber(7) }),
    failed('Common', '', at('2026-11-05T07:00:00Z')),
  );
  expect(groups).toEqual([
    {
      id: expect.stringMatching(/^[\w-]{16}$/),
      source: 'queue orders',
      reason: 'Common',
      description: '',
      count: 2,
      firstSeen: '2026-11-05T07:00:00.000Z',
      lastSeen: '2026-11-05T09:00:00.000Z',
      example: 'A-7',
      exampleSequenceNumber: '7',
    },
    expect.objectContaining({ reason: 'Rare', count: 1 }),
  ]);
});

test('a group keeps its id, and is told from others of its source and from those of other sources', () => {
  const one = failed('InvalidBody', 'amount is "x" and must be a number');
  const alike = failed('InvalidBody', 'amount is "y" and must be a number');
  const other = failed('InvalidBody', 'ts is missing');
  const [group] = grouped(one);
  expect(grouped(alike)).toMatchObject([{ id: group?.id }]);
  expect([one, alike, other].map(ofGroup(group?.id ?? '', 'queue orders'))).toEqual([true, true, false]);
  expect(ofGroup(group?.id ?? '', 'queue customer-orders')(one)).toBe(false);
});

test('views a dead letter without what is not known of it', () => {
  expect(viewOf(failed('InvalidBody', 'amount is missing', { deliveryCount: 1 }), 'queue orders')).toEqual({
    source: 'queue orders',
    messageId: 'A-1',
    sequenceNumber: 'undefined',
    reason: 'InvalidBody',
    description: 'amount is missing',
    deliveryCount: 1,
    resubmits: 0,
  });
});

test.each([
  ['JSON', Buffer.from('{"amount":1}'), { body: { amount: 1 }, bodyIs: 'json' }],
  ['an AMQP value', { amount: 1 }, { body: { amount: 1 }, bodyIs: 'json' }],
  ['text', Buffer.from('not JSON'), { body: 'not JSON', bodyIs: 'text' }],
  ['text in a value section', 'not JSON', { body: 'not JSON', bodyIs: 'text' }],
  ['bytes', Buffer.from([0, 255]), { body: 'AP8=', bodyIs: 'base64' }],
  ['bytes in several sections', [Buffer.from([0]), Buffer.from([255])], { body: 'AP8=', bodyIs: 'base64' }],
])('shows a body of %s', (_, body, shown) => {
  expect(
    contentsOf(deadLetterWith({ body, applicationProperties: { type: 'order', DeadLetterReason: 'Other' } })),
  ).toEqual({
    properties: { type: 'order' },
    ...shown,
  });
});
