/** A row of a hex view: where it begins, its bytes in two groups of eight, and what of them can be read. */
export interface HexRow {
  readonly offset: string;
  readonly bytes: string;
  readonly text: string;
}

const rowLength = 16;

/** Bytes as rows of sixteen. What is no printable ASCII is shown as a dot. */
export function hexRows(bytes: Uint8Array, from = 0, rows = Number.POSITIVE_INFINITY): readonly HexRow[] {
  const view: HexRow[] = [];
  for (let offset = from; offset < bytes.length && view.length < rows; offset += rowLength) {
    view.push(rowOf(bytes.subarray(offset, offset + rowLength), offset));
  }
  return view;
}

/** Bytes of base64. */
export function bytesOfBase64(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function rowOf(bytes: Uint8Array, offset: number): HexRow {
  const pairs = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'));
  const half = rowLength / 2;
  return {
    offset: offset.toString(16).padStart(8, '0'),
    bytes: [pairs.slice(0, half), pairs.slice(half)]
      .filter((group) => group.length > 0)
      .map((group) => group.join(' '))
      .join('  '),
    text: Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(''),
  };
}
