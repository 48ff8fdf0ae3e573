const usualCapacity = 4096;

/**
 * Collects encoded bytes, one after the other, in memory that is used again and again: a buffer for each part of each
 * message would cost more than what is written into it.
 */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(usualCapacity);
  #length = 0;

  /** Bytes written so far: where the next goes. */
  get length(): number {
    return this.#length;
  }

  /** Begins anew. What an earlier message needed beyond the usual is given back. */
  reset(): void {
    this.#length = 0;
    if (this.#bytes.length > usualCapacity) this.#bytes = Buffer.allocUnsafe(usualCapacity);
  }

  byte(value: number): void {
    this.#makeRoom(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  uint32(value: number): void {
    this.#makeRoom(4);
    this.#length = this.#bytes.writeUInt32BE(value, this.#length);
  }

  /** A whole number that JavaScript holds exactly, as a signed one of eight bytes. */
  long(value: number): void {
    this.#makeRoom(8);
    this.#length = this.#bytes.writeInt32BE(Math.floor(value / 2 ** 32), this.#length);
    this.#length = this.#bytes.writeUInt32BE(value - Math.floor(value / 2 ** 32) * 2 ** 32, this.#length);
  }

  append(bytes: Buffer): void {
    this.#makeRoom(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes over what was written there: a size or a count that was not known yet. */
  replaceUint32(value: number, position: number): void {
    this.#bytes.writeUInt32BE(value, position);
  }

  /** A copy of all that was written, with more bytes behind it. */
  followedBy(rest: Buffer): Buffer {
    const whole = Buffer.allocUnsafe(this.#length + rest.length);
    this.#bytes.copy(whole, 0, 0, this.#length);
    whole.set(rest, this.#length);
    return whole;
  }

  #makeRoom(length: number): void {
    const needed = this.#length + length;
    if (needed <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, 2 * this.#bytes.length));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
