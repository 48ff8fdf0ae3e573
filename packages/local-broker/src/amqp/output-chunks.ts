const chunkSize = 64 * 1024;

/** Pieces as large as this are not worth copying: they stay by themselves. */
const largestCopied = chunkSize / 4;

/** Bytes on their way to a socket, put together: it takes long to write small pieces one by one. */
export class OutputChunks {
  #chunks: Buffer[] = [];
  #open = Buffer.alloc(0);
  /** Part of the open chunk that is not in {@link #chunks} yet. */
  #start = 0;
  #end = 0;

  get isEmpty(): boolean {
    return this.#chunks.length === 0 && this.#start === this.#end;
  }

  append(bytes: Buffer): void {
    if (bytes.length > largestCopied) {
      this.#endChunk();
      this.#chunks.push(bytes);
      return;
    }
    if (this.#end + bytes.length > this.#open.length) {
      this.#endChunk();
      this.#open = Buffer.allocUnsafeSlow(chunkSize);
      this.#start = 0;
      this.#end = 0;
    }
    this.#open.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** All bytes, in their order, less what was taken before. */
  take(): readonly Buffer[] {
    this.#endChunk();
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks;
  }

  #endChunk(): void {
    if (this.#start < this.#end) this.#chunks.push(this.#open.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}
