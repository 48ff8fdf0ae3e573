import { closeSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';

/** Bytes before the frames, and before the page of each. https://www.sqlite.org/fileformat2.html#walformat */
const headerLength = 32;
const frameHeaderLength = 24;

/** What the file begins with, without the last bit: that tells the order of bytes in checksums. */
const magic = 0x377f0682;

/** Two sums that each go on where those of the frame before stopped. */
type Checksum = readonly [number, number];

interface Header {
  readonly isWhole: boolean;
  readonly pageSize: number;
  readonly bytesAreSwapped: boolean;
  readonly salt: bigint;
  readonly checksum: Checksum;
}

interface Frame {
  /** Whether it ends a transaction. */
  readonly isCommit: boolean;
  /** Of all frames that were written since the log was begun anew. */
  readonly salt: bigint;
  /** What the frame says its checksum is. */
  readonly checksum: Checksum;
}

/**
 * Whether SQLite's write-ahead log lost something that was once complete. SQLite reads such a log up to the first frame
 * that is wrong and ignores the rest without a word, which is right for a transaction that a crash tore: nobody was told
 * of it. But where the log goes on behind a later commit, that commit was complete, and all before it was too.
 *
 * @param file the log; one that is not there is not damaged.
 */
export function isLogDamaged(file: string): boolean {
  const descriptor = openIfThere(file);
  if (descriptor === undefined) return false;
  try {
    return hasCommitBehindDamage(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function openIfThere(file: string): number | undefined {
  try {
    return openSync(file, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function hasCommitBehindDamage(descriptor: number): boolean {
  const header = readHeader(descriptor);
  if (header === undefined) return false;
  const bytes = Buffer.alloc(frameHeaderLength + header.pageSize);
  let { salt } = header;
  let isDamaged = !header.isWhole;
  let before: Frame | undefined;
  for (let position = headerLength; fill(descriptor, bytes, position); position += bytes.length) {
    const frame = frameOf(bytes);
    // The salt of a header that is damaged may be wrong as well.
    if (before === undefined && !header.isWhole) salt = frame.salt;
    // Either it is damaged, or all frames from here on are of an earlier time, and long since in the database.
    if (frame.salt !== salt) {
      isDamaged = true;
      before = frame;
      continue;
    }
    const continues = isChecksumOf(frame, bytes, before?.checksum ?? header.checksum, header.bytesAreSwapped);
    if (isDamaged && continues && before?.isCommit === true) return true;
    isDamaged ||= !continues;
    before = frame;
  }
  return false;
}

function readHeader(descriptor: number): Header | undefined {
  const bytes = Buffer.alloc(headerLength);
  if (!fill(descriptor, bytes, 0)) return undefined;
  const bytesAreSwapped = (bytes.readUInt32BE(0) & 1) !== (endianness() === 'BE' ? 1 : 0);
  const checksum: Checksum = [bytes.readUInt32BE(24), bytes.readUInt32BE(28)];
  const computed = checksumOf(bytes.subarray(0, 24), [0, 0], bytesAreSwapped);
  const isWhole = (bytes.readUInt32BE(0) & ~1) === magic && isSame(computed, checksum);
  const pageSize = isWhole ? bytes.readUInt32BE(8) : defaultPageSize;
  return { isWhole, pageSize, bytesAreSwapped: isWhole && bytesAreSwapped, salt: bytes.readBigUInt64BE(16), checksum };
}

/** SQLite's own, which the journal has. */
const defaultPageSize = 4096;

function frameOf(bytes: Buffer): Frame {
  return {
    isCommit: bytes.readUInt32BE(4) !== 0,
    salt: bytes.readBigUInt64BE(8),
    checksum: [bytes.readUInt32BE(16), bytes.readUInt32BE(20)],
  };
}

function isChecksumOf(frame: Frame, bytes: Buffer, before: Checksum, bytesAreSwapped: boolean): boolean {
  const begun = checksumOf(bytes.subarray(0, 8), before, bytesAreSwapped);
  return isSame(checksumOf(bytes.subarray(frameHeaderLength), begun, bytesAreSwapped), frame.checksum);
}

function isSame(one: Checksum, other: Checksum): boolean {
  return one[0] === other[0] && one[1] === other[1];
}

function checksumOf(bytes: Buffer, [first, second]: Checksum, bytesAreSwapped: boolean): Checksum {
  const isLittle = (endianness() === 'LE') !== bytesAreSwapped;
  const read = isLittle ? bytes.readUInt32LE.bind(bytes) : bytes.readUInt32BE.bind(bytes);
  let [one, two] = [first, second];
  for (let at = 0; at < bytes.length; at += 8) {
    one = (one + read(at) + two) >>> 0;
    two = (two + read(at + 4) + one) >>> 0;
  }
  return [one, two];
}

/** @returns whether there is as much. */
function fill(descriptor: number, bytes: Buffer, position: number): boolean {
  return readSync(descriptor, bytes, 0, bytes.length, position) === bytes.length;
}
