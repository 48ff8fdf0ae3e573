import { ByteWriter } from './byte-writer.js';

const nothing = Buffer.alloc(0);

describe('a byte writer', () => {
  it.each([0, 1, -1, 2 ** 32, -(2 ** 32) - 5, 1_700_000_000_000, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'writes %d as eight bytes',
    (value) => {
      const writer = new ByteWriter();
      writer.long(value);
      expect(writer.followedBy(nothing).readBigInt64BE()).toBe(BigInt(value));
    },
  );

  it('has room for any length', () => {
    const writer = new ByteWriter();
    const parts = [3000, 3000, 50_000, 1].map((length, index) => Buffer.alloc(length, index));
    for (const part of parts) writer.append(part);
    expect(writer.length).toBe(56_001);
    expect(writer.followedBy(nothing)).toEqual(Buffer.concat(parts));
  });

  it('begins anew, and leaves what it gave out as it was', () => {
    const writer = new ByteWriter();
    writer.append(Buffer.alloc(10_000, 1));
    const first = writer.followedBy(Buffer.from([9]));
    writer.reset();
    writer.byte(7);
    expect(writer.followedBy(nothing)).toEqual(Buffer.from([7]));
    expect(first).toEqual(Buffer.concat([Buffer.alloc(10_000, 1), Buffer.from([9])]));
  });

  it('writes numbers over what was written', () => {
    const writer = new ByteWriter();
    writer.uint32(0);
    writer.byte(1);
    writer.replaceUint32(0xfffefdfc, 0);
    expect(writer.followedBy(nothing)).toEqual(Buffer.from([0xff, 0xfe, 0xfd, 0xfc, 1]));
  });
});
