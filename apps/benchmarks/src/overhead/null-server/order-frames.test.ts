import { compositeAt, contentIn, numberIn } from './decoding.js';
import { described, list, text } from './encoding.js';
import { OrderFrames } from './order-frames.js';
import { codes } from './performatives.js';
import { sectionCodes, sectionsOf } from './sections.js';

const id = '0f0e0d0c-0b0a-4000-8000-010203040506';
const order = Buffer.concat([
  described(sectionCodes.properties, list([text(id)])),
  described(sectionCodes.value, text(`order ${id}`)),
]);

describe('frames with made-up orders', () => {
  const bytes = new OrderFrames(order, 3, 5).write(2, 0xffffffff, 255);
  const size = bytes.readUInt32BE();
  const frames = [bytes.subarray(0, size), bytes.subarray(size)];
  const transfers = frames.map((frame) => compositeAt(frame, 8));

  it('are transfers on the link, with the delivery ids that follow', () => {
    expect(frames.map((frame) => frame.readUInt16BE(6))).toEqual([3, 3]);
    expect(transfers.map(({ code }) => code)).toEqual([codes.transfer, codes.transfer]);
    expect(transfers.map(({ fields }) => numberIn(fields[0]))).toEqual([5, 5]);
    expect(transfers.map(({ fields }) => numberIn(fields[1]))).toEqual([0xffffffff, 0]);
  });

  it('have lock tokens of their own', () => {
    expect(transfers.map(({ fields }) => contentIn(fields[2])?.toString('hex'))).toEqual([
      '000000000000000000000000000000ff',
      '00000000000000000000000000000100',
    ]);
  });

  it('have ids of their own, wherever the order has its id', () => {
    const bodies = frames.map((frame, index) => {
      const sections = [...sectionsOf(frame.subarray(transfers[index]?.end))];
      return contentIn(sections.find(({ code }) => code === sectionCodes.value)?.value)?.toString();
    });
    expect(bodies).toEqual([
      'order 0f0e0d0c-0b0a-4000-8000-0000000000ff',
      'order 0f0e0d0c-0b0a-4000-8000-000000000100',
    ]);
  });

  it('cannot be made of an order without an id', () => {
    expect(() => new OrderFrames(Buffer.from('none'), 0, 0)).toThrow('no UUID');
  });
});
