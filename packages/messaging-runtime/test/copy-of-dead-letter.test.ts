import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import { copyOfDeadLetter, resubmitCountOf } from '../src/index.js';

function deadLetter(
  raw: Partial<ServiceBusReceivedMessage['_rawAmqpMessage']>,
  body: unknown = Buffer.from('1'),
): ServiceBusReceivedMessage {
  return {
    body,
    state: 'active',
    applicationProperties: raw.applicationProperties,
    _rawAmqpMessage: { body, bodyType: 'data', ...raw },
  } as ServiceBusReceivedMessage;
}

test('joins several data sections, which read as one', () => {
  const copy = copyOfDeadLetter(deadLetter({}, [Buffer.from('{"a"'), Buffer.from(':1}')]), {});
  expect(copy.body).toEqual(Buffer.from('{"a":1}'));
});

test('leaves the moment of expiry behind, which has passed', () => {
  const properties = { absoluteExpiryTime: 2_000, creationTime: 1_000, contentEncoding: 'gzip' };
  const copy = copyOfDeadLetter(deadLetter({ properties, header: { timeToLive: 1_000 } }), {});
  expect(copy.properties).toEqual({ contentEncoding: 'gzip' });
});

test('keeps the moment of creation of a message that does not expire', () => {
  const copy = copyOfDeadLetter(deadLetter({ properties: { creationTime: 1_000 } }), {});
  expect(copy.properties).toEqual({ creationTime: 1_000 });
});

test('keeps the partition key and foreign annotations, and drops those of the broker', () => {
  const messageAnnotations = { 'x-opt-partition-key': 'P', 'x-opt-sequence-number': 7, 'x-mine': 1 };
  const copy = copyOfDeadLetter(deadLetter({ messageAnnotations }), {});
  expect(copy.messageAnnotations).toEqual({ 'x-opt-partition-key': 'P', 'x-mine': 1 });
});

test('keeps properties whose names every object has', () => {
  const applicationProperties = { constructor: 'C', toString: 'S' };
  expect(copyOfDeadLetter(deadLetter({ applicationProperties }), {}).applicationProperties).toEqual({
    constructor: 'C',
    toString: 'S',
  });
});

test('does not count its deliveries', () => {
  const copy = copyOfDeadLetter(deadLetter({ header: { deliveryCount: 10, durable: true } }), {});
  expect(copy.header).toEqual({ durable: true });
});

test.each([
  [undefined, 0],
  [2, 2],
  ['2', 2],
  ['many', 0],
  [-1, 0],
])('reads a count of %p as %p', (resubmit_count, expected) => {
  const applicationProperties = resubmit_count === undefined ? {} : { resubmit_count };
  expect(resubmitCountOf(deadLetter({ applicationProperties }))).toBe(expected);
});
