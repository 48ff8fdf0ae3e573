import { OutputChunks } from './output-chunks.js';

describe('output', () => {
  it('is nothing before something is appended, and after it was taken', () => {
    const output = new OutputChunks();
    expect(output.isEmpty).toBe(true);
    output.append(Buffer.from('a'));
    expect(output.isEmpty).toBe(false);
    output.take();
    expect(output.isEmpty).toBe(true);
    expect(output.take()).toEqual([]);
  });

  it('puts small pieces together', () => {
    const output = new OutputChunks();
    for (const piece of ['a', 'b', 'c']) output.append(Buffer.from(piece));
    expect(output.take()).toEqual([Buffer.from('abc')]);
  });

  it('keeps the order of small and large pieces', () => {
    const output = new OutputChunks();
    const pieces = [10, 40_000, 1, 16_000, 16_000, 16_000, 16_000, 16_000, 70_000, 2].map((length, index) =>
      Buffer.alloc(length, index),
    );
    for (const piece of pieces) output.append(piece);
    expect(Buffer.concat(output.take()).equals(Buffer.concat(pieces))).toBe(true);
  });

  it('leaves what was taken as it is', () => {
    const output = new OutputChunks();
    output.append(Buffer.from('first'));
    const [first] = output.take();
    output.append(Buffer.from('second'));
    expect(first).toEqual(Buffer.from('first'));
    expect(output.take()).toEqual([Buffer.from('second')]);
  });
});
