import fc from 'fast-check';
import rhea from 'rhea';

import { encodeDraft } from '../../test/support/engine.js';
import { BrokerError } from '../engine/errors.js';
import { EncodedMessage, propertyIndex, type PropertyName } from './encoded-message.js';

const whole = encodeDraft({
  durable: true,
  ttl: 60_000,
  message_annotations: { 'x-opt-partition-key': 'key', nested: { list: [1, 'two', { three: 3 }] } },
  message_id: 'a',
  subject: 'subject',
  creation_time: new Date(5),
  group_id: 'key',
  application_properties: { color: 'red', amount: 5.5, at: new Date(7), long: rhea.types.wrap_long(2 ** 40) },
  footer: { checksum: rhea.types.wrap_array([1, 2, 3], 0x71, undefined) },
  body: rhea.message.data_section(Buffer.from('body')),
});

/** Uses a message as the broker does. What is taken in must never fail later. */
function useAll(content: EncodedMessage): void {
  for (const name of Object.keys(propertyIndex) as PropertyName[]) content.property(name);
  content.annotation('x-opt-partition-key');
  content.annotation('nested');
  content.applicationProperties();
  expect(content.timeToLive).not.toBeNaN();
  const changes = new Map([['added', rhea.types.wrap_string('x') as never]]);
  const delivered = content
    .with({ applicationProperties: changes, messageAnnotations: changes })
    .encodeFor(1, { enqueuedTime: 0, sequenceNumber: 1 });
  // A receiver must be able to read it, or it would be poison to every one of them.
  expect(rhea.message.decode(delivered).delivery_count).toBe(1);
}

/** The error of taking the bytes in; undefined when they are a message, which then is one in every respect. */
function refusalOf(bytes: Buffer): unknown {
  let content: EncodedMessage;
  try {
    content = EncodedMessage.decode(bytes);
  } catch (error) {
    return error;
  }
  useAll(content);
  return undefined;
}

function isDecodeError(error: unknown): boolean {
  return error instanceof BrokerError && error.condition === 'amqp:decode-error';
}

const decodeError = expect.objectContaining({ name: 'BrokerError', condition: 'amqp:decode-error' });

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');

describe('what is not an AMQP message', () => {
  it('is refused wherever it is cut off inside a section', () => {
    for (let length = 1; length < whole.length; length += 1) {
      const error = refusalOf(whole.subarray(0, length));
      if (error !== undefined) expect(error).toEqual(decodeError);
    }
    // Between two sections it is a shorter message; that is the case a handful of times only.
    const accepted = whole.filter((_, length) => length > 0 && refusalOf(whole.subarray(0, length)) === undefined);
    expect(accepted.length).toBeLessThan(8);
  });

  it.each([
    ['text', Buffer.from('hello')],
    ['an unknown section', hex('00 53 79 45')],
    ['a section that is no described value', hex('45')],
    ['a header that is a map', hex('00 53 70 c1 01 00')],
    ['annotations that are a list', hex('00 53 72 45')],
    ['application properties that are text', hex('00 53 74 a1 01 78')],
    ['data that is text', hex('00 53 75 a1 01 78')],
    ['two headers', hex('00 53 70 45 00 53 70 45')],
    ['two value sections', hex('00 53 77 40 00 53 77 40')],
    ['data and a value', hex('00 53 75 a0 00 00 53 77 40')],
    ['a map with a key and no value', hex('00 53 74 c1 03 01 a1 00')],
    ['a list that has fewer elements than it says', hex('00 53 73 c0 02 02 40')],
    ['a list that has more elements than it says', hex('00 53 73 c0 03 01 40 40')],
    ['a list whose last element reaches beyond it', hex('00 53 73 c0 04 01 a1 08 78 00 53 77 a1 01 78')],
    ['a list too short for its own count', hex('00 53 73 c0 00 00 53 77 40')],
    ['a type code that there is not', hex('00 53 77 5f 00')],
    ['an array of billions of nothings', hex('00 53 77 f0 00 00 00 05 ff ff ff ff 40')],
    ['an array that holds less than it says', hex('00 53 77 e0 04 02 71 00 00 00')],
    ['a header with a text in it', hex('00 53 70 c0 0d 01 a1 0a 30 31 32 33 34 35 36 37 38 39')],
    ['a header with more fields than headers have', hex('00 53 70 c0 07 06 40 40 40 40 40 40')],
  ])('is refused: %s', (_, bytes) => {
    expect(() => EncodedMessage.decode(bytes)).toThrow(decodeError);
  });

  it.each([
    ['descriptors', Buffer.concat([hex('00 53 77'), Buffer.alloc(200_000, 0x00)])],
    ['lists', nestedLists(100_000)],
  ])('is refused: %s nested until the stack would end', (_, bytes) => {
    expect(() => EncodedMessage.decode(bytes)).toThrow(decodeError);
  });

  it('is refused, or a message in every respect, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const error = refusalOf(Buffer.from(bytes));
        return error === undefined || isDecodeError(error);
      }),
      { numRuns: 2000 },
    );
  });

  it('is refused, or a message in every respect, whatever bytes of a message are changed', () => {
    const change = fc.record({ at: fc.nat(whole.length - 1), to: fc.nat(255) });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const { at, to } of changes) bytes[at] = to;
        const error = refusalOf(bytes);
        return error === undefined || isDecodeError(error);
      }),
      { numRuns: 4000 },
    );
  });
});

/** A value section with a list in a list in a list. */
function nestedLists(depth: number): Buffer {
  const parts = [hex('00 53 77')];
  for (let left = depth; left > 0; left -= 1) {
    const list = hex('d0 00000000 00000001');
    list.writeUInt32BE((left - 1) * 9 + 4 + 1, 1);
    parts.push(list);
  }
  return Buffer.concat([...parts, hex('40')]);
}
