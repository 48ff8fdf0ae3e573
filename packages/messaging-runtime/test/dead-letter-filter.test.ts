import Long from 'long';
import { filterOf, readCondition, RequestError, type FilterSpec } from '../src/index.js';
import { deadLetterWith, json } from './messages-for-test.js';

const hour = 3_600_000;

const now = Date.parse('2026-11-05T12:00:00Z');

const order = deadLetterWith({
  messageId: 'A-1',
  sequenceNumber: Long.fromString('72057594037927937'),
  enqueuedTimeUtc: new Date('2026-11-05T10:00:00Z'),
  deadLetterReason: 'InvalidBody',
  deadLetterErrorDescription: 'amount is missing',
  applicationProperties: { type: 'order', priority: 2, urgent: true, at: new Date('2026-11-05T08:00:00Z') },
  body: json({
    order_id: 'A-1',
    amount: 19.9,
    lines: [
      { sku: 'x=1', count: 2 },
      { sku: 'b', count: 7 },
    ],
    note: null,
  }),
});

const takes = async (spec: FilterSpec, message = order) => (await filterOf(spec, now))(message);
const properties = (...texts: string[]) => ({ properties: texts.map(readCondition) });
const system = (...texts: string[]) => ({ system: texts.map(readCondition) });
const body = (...texts: string[]) => ({ body: texts.map(readCondition) });

test('takes all when nothing is asked for', async () => {
  await expect(takes({})).resolves.toBe(true);
});

test.each([
  ['text of the reason, in any case', { reason: 'invalidb' }],
  ['text of the description', { reason: 'amount is' }],
  ['one of several ids', { messageIds: ['B-1', 'A-1'] }],
  ['a sequence number beyond what a JSON number can be', { sequenceNumbers: ['72057594037927937'] }],
  ['an age in a range', { olderThan: hour, newerThan: 24 * hour }],
  ['a property that is there', properties('type')],
  ['a property of text', properties('type=order')],
  ['a property of a number, by its size', properties('priority>=2', 'priority<10')],
  ['a property that is true', properties('urgent=true')],
  ['a moment, in the order of time', properties('at>2026-11-05T07')],
  ['a property that differs', properties('type!=event')],
  ['a text, in the order of texts', properties('type>"2"')],
  ['part of a property', properties('type~ORD')],
  ['a system property, by its name in the client', system('messageId=A-1', 'deadLetterReason~body')],
  ['a system property in any case', system('messageid=A-1')],
  ['a sequence number, by its size', system('sequenceNumber>=1')],
  ['a moment of the broker', system('enqueuedTimeUtc<2026-11-06')],
  ['text of the body, in any case', { text: 'ORDER_ID' }],
  ['something at a place in the body', body('$.amount')],
  ['a null in the body, which is there', body('$.note')],
  ['a number in the body', body('$.amount=19.9')],
  ['one of several in the body', body('$.lines[*].count>5')],
  ['a JSONPath with a filter of its own', body("$.lines[?@.sku=='x=1'].count=2")],
])('takes a message by %s', async (_, spec: FilterSpec) => {
  await expect(takes(spec)).resolves.toBe(true);
});

test.each([
  ['another reason', { reason: 'Timeout' }],
  ['another id', { messageIds: ['A-2'] }],
  ['being too young', { olderThan: 3 * hour }],
  ['being too old', { newerThan: 1.5 * hour }],
  ['a property that is not there, even if it was to differ', properties('missing!=1')],
  ['a text where a number is asked for', properties('type>10')],
  ['a number where a text is asked for', properties('priority>high')],
  ['a number that compares as text only', properties('priority>10')],
  ['nothing at a place in the body', body('$.total')],
  ['another value in the body', body('$.amount=20')],
  ['one of several conditions', properties('type=order', 'priority=3')],
])('does not take a message for %s', async (_, spec: FilterSpec) => {
  await expect(takes(spec)).resolves.toBe(false);
});

test('does not take a body that is not JSON by what should be in it', async () => {
  await expect(takes(body('$.amount'), deadLetterWith({ body: Buffer.from('not JSON') }))).resolves.toBe(false);
});

test('takes a parked message by the failure that it had as a dead letter', async () => {
  const applicationProperties = { parked_from: 'orders', last_dead_letter_reason: 'InvalidBody' };
  await expect(takes({ reason: 'InvalidBody' }, deadLetterWith({ applicationProperties }))).resolves.toBe(true);
});

test.each(['$.[', 'amount', '$.a[?'])('refuses %p, which is no JSONPath, and says how to write one', async (path) => {
  await expect(filterOf({ body: [{ name: path, comparison: 'exists', value: '' }] })).rejects.toThrow(
    /is no JSONPath \(RFC 9535\).*\$\.amount/,
  );
});

test('refuses ages between which no message can be', async () => {
  await expect(filterOf({ olderThan: 2_000, newerThan: 1_000 })).rejects.toThrow(RequestError);
});

test('does not take a body that is nested too deep to be searched, and goes on', async () => {
  const deep = deadLetterWith({ body: Buffer.from(`${'['.repeat(2_000)}1${']'.repeat(2_000)}`) });
  await expect(takes(body('$..amount'), deep)).resolves.toBe(false);
});

test.each(['amount>', 'amount <= ', 'type~'])('refuses %p, which compares with nothing', (text) => {
  expect(() => readCondition(text)).toThrow('names nothing to compare with');
});

test('takes an empty text for a value', () => {
  expect(readCondition('note=')).toEqual({ name: 'note', comparison: '=', value: '' });
});

test('refuses a condition on nothing', () => {
  expect(() => readCondition('=order')).toThrow('"=order" names nothing to compare');
});
