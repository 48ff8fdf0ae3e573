import { bytesOfBase64, hexRows } from './hex.js';

describe('a hex view', () => {
  it('shows offset, bytes in two groups, and what can be read', () => {
    const bytes = bytesOfBase64(btoa('{"a":"\u0000\u00ff"}0123456789'));
    expect(hexRows(bytes)).toEqual([
      { offset: '00000000', bytes: '7b 22 61 22 3a 22 00 ff  22 7d 30 31 32 33 34 35', text: '{"a":".."}012345' },
      { offset: '00000010', bytes: '36 37 38 39', text: '6789' },
    ]);
  });

  it('shows as many rows as are asked for, from where it is asked to', () => {
    const bytes = new Uint8Array(100);
    expect(hexRows(bytes, 32, 2).map(({ offset }) => offset)).toEqual(['00000020', '00000030']);
  });

  it('is empty for an empty body', () => {
    expect(hexRows(new Uint8Array())).toEqual([]);
  });
});
