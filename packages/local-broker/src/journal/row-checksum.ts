import { crc32 } from 'node:zlib';

/** What a column holds. */
export type ColumnValue = string | number | Buffer | null;

/** A row is not as it was written. */
export class DamagedRowError extends Error {
  override readonly name = 'DamagedRowError';
}

/** Most columns of any table. */
const mostColumns = 16;
const numbers = Buffer.alloc(mostColumns * 8);
/** The first so many of them, made once: there is one row for each message. */
const firstNumbers = Array.from({ length: mostColumns + 1 }, (_, count) => numbers.subarray(0, count * 8));

/**
 * SQLite finds damage to its own structures, but takes whatever it reads in a row. So each row is kept with the CRC-32 of
 * all that is in it.
 */
export function rowChecksum(values: readonly ColumnValue[]): number {
  let sum = 0;
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (typeof value === 'number') {
      numbers.writeDoubleLE(value, at * 8);
    } else if (value === null || value === undefined) {
      numbers.writeDoubleLE(-Infinity, at * 8);
    } else {
      // Of nothing at no place, zlib makes a new beginning.
      if (value.length > 0) sum = sum === 0 ? checksumOfFirst(value) : crc32(value, sum);
      numbers.writeDoubleLE(value.length, at * 8);
    }
  }
  return crc32(firstNumbers[values.length] ?? numbers, sum);
}

/** Almost all messages have the same state, and that is the first text in their rows. */
let lastFirst = { text: '', sum: 0 };

function checksumOfFirst(value: string | Buffer): number {
  if (typeof value !== 'string') return crc32(value);
  if (value !== lastFirst.text) lastFirst = { text: value, sum: crc32(value) };
  return lastFirst.sum;
}

/**
 * @param what names the row, for people.
 * @param checksum that it was written with; null when it was written by a broker that had none.
 * @throws DamagedRowError when the row is not as it was written.
 */
export function checkRow(what: string, checksum: number | null, values: readonly ColumnValue[]): void {
  if (checksum === null || checksum === rowChecksum(values)) return;
  throw new DamagedRowError(`${what} is not as it was written`);
}
