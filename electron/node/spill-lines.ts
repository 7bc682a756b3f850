import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { SpillFile, SpillRange } from '../ports/spill.ts';
import { readingError, writingError } from './file-errors.ts';

/** Bytes read at once: a merge reads many parts side by side, so not too many. */
const PIECE_BYTES = 32 * 2 ** 10;
const LINE_FEED = 0x0a;

/** Lines in a file that only its owner may read. The file is made with the first lines. */
export class SpilledLines implements SpillFile {
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;
  #end = 0;
  /** Used again for every piece that is written: many small buffers would pile up until they are collected. */
  #outgoing = Buffer.allocUnsafe(0);

  constructor(path: string) {
    this.#path = path;
  }

  async append(lines: readonly string[]): Promise<SpillRange> {
    const from = this.#end;
    const bytes = this.#toBytes(`${lines.join('\n')}\n`);
    try {
      this.#file ??= open(this.#path, constants.O_RDWR | constants.O_CREAT | constants.O_EXCL, 0o600);
      const file = await this.#file;
      for (let written = 0; written < bytes.length; ) {
        const { bytesWritten } = await file.write(bytes, written, bytes.length - written, from + written);
        written += bytesWritten;
      }
    } catch (thrown) {
      throw writingError(thrown, this.#path);
    }
    this.#end = from + bytes.length;
    return { from, to: this.#end };
  }

  async *read({ from, to }: SpillRange): AsyncGenerator<string[]> {
    const file = await this.#file;
    let piece = Buffer.allocUnsafe(Math.min(PIECE_BYTES, to - from));
    /** Bytes of an unfinished line at the start of the piece. */
    let kept = 0;
    for (let place = from; file && place < to; ) {
      if (kept === piece.length) piece = Buffer.concat([piece], 2 * piece.length);
      const read = await this.#readInto(file, piece, kept, place, Math.min(piece.length - kept, to - place));
      place += read;
      const filled = kept + read;
      const end = piece.lastIndexOf(LINE_FEED, filled - 1);
      kept = filled - (end + 1);
      if (end < 0) continue;
      const lines = piece.toString('utf8', 0, end).split('\n');
      piece.copyWithin(0, end + 1, filled);
      yield lines;
    }
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }

  #toBytes(text: string): Buffer {
    // A UTF-16 unit takes at most three bytes.
    if (this.#outgoing.length < 3 * text.length) this.#outgoing = Buffer.allocUnsafe(3 * text.length);
    return this.#outgoing.subarray(0, this.#outgoing.write(text));
  }

  async #readInto(file: FileHandle, piece: Buffer, at: number, place: number, length: number): Promise<number> {
    try {
      const { bytesRead } = await file.read(piece, at, length, place);
      if (bytesRead === 0) throw new Error('The file is shorter than what was written to it.');
      return bytesRead;
    } catch (thrown) {
      throw readingError(thrown, this.#path);
    }
  }
}
