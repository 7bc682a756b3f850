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

  constructor(path: string) {
    this.#path = path;
  }

  async append(lines: readonly string[]): Promise<SpillRange> {
    const from = this.#end;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
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
    let unfinished: Buffer[] = [];
    for (let place = from; file && place < to; ) {
      const piece = await this.#readPiece(file, place, Math.min(PIECE_BYTES, to - place));
      place += piece.length;
      const end = piece.lastIndexOf(LINE_FEED);
      if (end < 0) {
        unfinished.push(piece);
        continue;
      }
      const whole = Buffer.concat([...unfinished, piece.subarray(0, end)]);
      unfinished = end + 1 < piece.length ? [piece.subarray(end + 1)] : [];
      yield whole.toString('utf8').split('\n');
    }
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }

  async #readPiece(file: FileHandle, place: number, length: number): Promise<Buffer> {
    const piece = Buffer.allocUnsafe(length);
    try {
      const { bytesRead } = await file.read(piece, 0, length, place);
      if (bytesRead === 0) throw new Error('The file is shorter than what was written to it.');
      return piece.subarray(0, bytesRead);
    } catch (thrown) {
      throw readingError(thrown, this.#path);
    }
  }
}
