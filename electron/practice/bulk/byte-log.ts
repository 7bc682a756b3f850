/** Text that only grows, kept as UTF-8 bytes: the result files of jobs. */
export class ByteLog {
  #chunks: Buffer[] = [];
  #size = 0;

  constructor(bytes?: Buffer) {
    if (bytes) this.#push(bytes);
  }

  /** The number of bytes. */
  get size(): number {
    return this.#size;
  }

  #push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#chunks.push(chunk);
    this.#size += chunk.length;
  }

  /** Adds text at the end. */
  append(text: string): void {
    this.#push(Buffer.from(text, 'utf8'));
  }

  /** Everything so far. */
  bytes(): Buffer {
    const whole = this.#chunks.length === 1 && this.#chunks[0] ? this.#chunks[0] : Buffer.concat(this.#chunks);
    this.#chunks = whole.length > 0 ? [whole] : [];
    return whole;
  }
}
