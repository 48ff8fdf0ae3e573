import { readTyped, skipValue, type Typed } from '../message/encoding.js';
import { compositeOf } from './rhea-internals.js';
import { encodeTransferHead, transferHeadLength } from './transfer-frame.js';

const bodyStart = 8;

/** The fields of the transfer in the frame. */
function fieldsOf(frame: Buffer): readonly Typed[] {
  return readTyped(frame, bodyStart).value as readonly Typed[];
}

describe('a transfer', () => {
  const payload = Buffer.from('a message');
  const head = {
    channel: 700,
    handle: 4998,
    deliveryId: 2 ** 32 - 1,
    deliveryTag: Buffer.from('00112233445566778899aabbccddeeff', 'hex'),
    settled: false,
    more: true,
  };

  it('is a frame that says of the delivery what it was given', () => {
    const frame = Buffer.concat([encodeTransferHead(head, payload.length), payload]);
    expect(frame.readUInt32BE(0)).toBe(frame.length);
    expect(frame.readUInt16BE(6)).toBe(head.channel);
    expect(frame.subarray(skipValue(frame, bodyStart))).toEqual(payload);
    expect(compositeOf('transfer', fieldsOf(frame))).toMatchObject({
      handle: head.handle,
      delivery_id: head.deliveryId,
      delivery_tag: head.deliveryTag,
      message_format: 0,
      settled: false,
      more: true,
    });
  });

  it('has all of its fields', () => {
    const fields = fieldsOf(encodeTransferHead(head, 0));
    expect(fields.map(({ value }) => value).slice(6)).toEqual([null, null, null, null, null]);
  });

  it('takes as much of a frame as it says, whatever its tag', () => {
    for (const length of [0, 1, 32]) {
      const deliveryTag = Buffer.alloc(length);
      expect(encodeTransferHead({ ...head, deliveryTag }, 0)).toHaveLength(transferHeadLength(deliveryTag));
    }
  });
});
