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
}

/** Follows a write-ahead log that grows, and is begun anew at times. */
export class LogFollower {
  #last: LogPosition = { salt: '', end: 0 };

  constructor(readonly file: string) {}

  /** @returns the end of what is in the log now. */
  position(): LogPosition {
    let descriptor: number;
    try {
      descriptor = openSync(this.file, 'r');
    } catch {
      return (this.#last = { salt: '', end: 0 });
    }
    try {
      return (this.#last = this.#follow(descriptor));
    } finally {
      closeSync(descriptor);
    }
  }

  #follow(descriptor: number): LogPosition {
    const header = Buffer.alloc(headerLength);
    if (readSync(descriptor, header, 0, headerLength, 0) < headerLength) return { salt: '', end: 0 };
    const salt = header.toString('hex', 16, 24);
    const frameLength = frameHeaderLength + header.readUInt32BE(8);
    const frame = Buffer.alloc(frameHeaderLength);
    let end = salt === this.#last.salt ? this.#last.end : headerLength;
    while (readSync(descriptor, frame, 0, frameHeaderLength, end) === frameHeaderLength) {
      if (frame.toString('hex', 8, 16) !== salt) break;
      end += frameLength;
    }
    return { salt, end };
  }
}
