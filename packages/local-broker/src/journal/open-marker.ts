import { closeSync, existsSync, openSync, rmSync } from 'node:fs';

/**
 * A file beside the journal, for as long as a broker has it open: one that did not end by itself leaves it. Its
 * write-ahead log has to be there as well then, and with it what was acknowledged last.
 */
export class OpenMarker {
  readonly file: string;

  constructor(journal: string) {
    this.file = `${journal}-open`;
  }

  get isThere(): boolean {
    return existsSync(this.file);
  }

  /** To be called once there is a write-ahead log. */
  set(): void {
    closeSync(openSync(this.file, 'w', 0o600));
  }

  /** To be called before the write-ahead log goes. */
  remove(): void {
    rmSync(this.file, { force: true });
  }
}
