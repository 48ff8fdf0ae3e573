import { closeSync, openSync, readSync } from 'node:fs';

/** Bytes before the first frame of SQLite's write-ahead log, and before the page in each. */
const headerLength = 32;
const frameHeaderLength = 24;

/** A place in the write-ahead log. */
export interface LogPosition {
  /** Of all that was written since the log was begun anew; all before that is in the database. Empty without a log. */
  readonly salt: string;
  /** Where the last frame ends. */
  readonly end: number;
  /** How many frames there are up to there. */
  readonly frames: number;
}

const nowhere: LogPosition = { salt: '', end: 0, frames: 0 };

/** Follows a write-ahead log that grows, and is begun anew at times. */
export class LogFollower {
  #last = nowhere;

  constructor(readonly file: string) {}

  /** What {@link position} told last. */
  get last(): LogPosition {
    return this.#last;
  }

  /** @returns the end of what is in the log now. */
  position(): LogPosition {
    let descriptor: number;
    try {
      descriptor = openSync(this.file, 'r');
    } catch {
      return (this.#last = nowhere);
    }
    try {
      return (this.#last = this.#follow(descriptor));
    } finally {
      closeSync(descriptor);
    }
  }

  #follow(descriptor: number): LogPosition {
    const header = Buffer.alloc(headerLength);
    if (readSync(descriptor, header, 0, headerLength, 0) < headerLength) return nowhere;
    const salt = header.toString('hex', 16, 24);
    const frameLength = frameHeaderLength + header.readUInt32BE(8);
    const frame = Buffer.alloc(frameHeaderLength);
    let end = salt === this.#last.salt ? this.#last.end : headerLength;
    while (readSync(descriptor, frame, 0, frameHeaderLength, end) === frameHeaderLength) {
      if (frame.toString('hex', 8, 16) !== salt) break;
      end += frameLength;
    }
    return { salt, end, frames: (end - headerLength) / frameLength };
  }
}
