import { checkRow, rowChecksum } from './row-checksum.js';

const row = [1, 'orders', null, Buffer.from('a message'), 0];

describe('the checksum of a row', () => {
  it('is that of the same values', () => {
    expect(() => checkRow('row 1', rowChecksum(row), [...row])).not.toThrow();
  });

  it.each([
    [[2, 'orders', null, Buffer.from('a message'), 0]],
    [[1, 'ordert', null, Buffer.from('a message'), 0]],
    [[1, 'orders', 0, Buffer.from('a message'), 0]],
    [[1, 'orders', null, Buffer.from('a massage'), 0]],
    [[1, 'orders', null, Buffer.from('a message'), null]],
    [[1, 'order', null, Buffer.from('sa message'), 0]],
  ])('is not that of %j', (other) => {
    expect(() => checkRow('row 1', rowChecksum(row), other)).toThrow('row 1 is not as it was written');
  });

  it('goes on behind an empty value', () => {
    const rowWith = (name: string) => [name, Buffer.alloc(0), 1];
    expect(rowChecksum(rowWith('a'))).not.toBe(rowChecksum(rowWith('b')));
    expect(() => checkRow('row 1', rowChecksum(['a', Buffer.from(''), 1]), rowWith('a'))).not.toThrow();
  });

  it('is absent where an earlier broker wrote the row', () => {
    expect(() => checkRow('row 1', null, row)).not.toThrow();
  });
});
