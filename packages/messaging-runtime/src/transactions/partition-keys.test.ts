import type { ServiceBusReceivedMessage } from '@azure/service-bus';
import Long from 'long';
import { connect } from '../connection.js';
import { codecOf, type RheaCodec } from './client-internals.js';
import { partitionKeyOf, partitionsOf, withViaPartitionKey } from './partition-keys.js';

/** That of a client which is not connected. */
const codec = codecOf(connect('Endpoint=sb://localhost;SharedAccessKeyName=a;SharedAccessKey=b'));

function message(fields: object): ServiceBusReceivedMessage {
  return fields as ServiceBusReceivedMessage;
}

describe('the partitions of messages', () => {
  it('are in the upper bits of their sequence numbers', () => {
    const numbers = [1, 2, 2 ** 48 + 7, 15 * 2 ** 48 + 1];
    const messages = numbers.map((number) => message({ sequenceNumber: Long.fromNumber(number) }));

    expect([...partitionsOf(messages)]).toEqual([0, 1, 15]);
  });
});

describe('the key of messages', () => {
  it.each([
    ['none', [{}, {}], undefined],
    ['that of any of them', [{}, { partitionKey: 'p' }], 'p'],
    ['the session before the partition key', [{ sessionId: 's', partitionKey: 's' }], 's'],
  ])('is %s', (_, messages, key) => {
    expect(partitionKeyOf(messages.map(message))).toBe(key);
  });
});

describe('a message with a key for the partition that it passes through', () => {
  const { types, message: messages } = codec as RheaCodec & {
    types: { wrap_double(value: number): unknown };
    message: { encode(message: object): Buffer; decode(bytes: Buffer): object; data_section(bytes: Buffer): object };
  };
  const body = messages.data_section(Buffer.from('{}'));

  it.each([
    ['without annotations', undefined, {}],
    ['with annotations', { 'x-opt-partition-key': 'b' }, { 'x-opt-partition-key': 'b' }],
  ])('has it, %s', (_, annotations, kept) => {
    const bytes = messages.encode({ message_id: 'm', message_annotations: annotations, body });
    const decoded = messages.decode(withViaPartitionKey(codec, bytes, 'a'));

    expect(decoded).toMatchObject({
      message_id: 'm',
      message_annotations: { ...kept, 'x-opt-via-partition-key': 'a' },
    });
  });

  it('is otherwise as it was, to the types of its numbers', () => {
    const bytes = messages.encode({
      application_properties: { whole: types.wrap_double(5) },
      message_annotations: {},
      body,
    });
    const changed = withViaPartitionKey(codec, bytes, 'a');
    const tail = bytes.subarray(bytes.indexOf('whole'));

    expect(changed.subarray(changed.indexOf('whole'))).toEqual(tail);
  });
});
