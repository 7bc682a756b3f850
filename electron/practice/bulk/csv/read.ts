import { CsvError, parse } from 'csv-parse/sync';
import { BulkError } from '../bulk-error.ts';
import type { ColumnDelimiter, LineEnding } from './format.ts';
import { delimiters, lineEndings } from './format.ts';

/** How to read an upload. */
export interface CsvInput {
  readonly columnDelimiter: ColumnDelimiter;
  /** The line ending it must have; null takes both. */
  readonly lineEnding: LineEnding | null;
}

/** Largest record, in bytes. Source: Bulk API limits, 400,000 characters; none takes more than four bytes. */
const recordLimit = 1_600_000;

/** A piece of an upload is cut after this many rows or bytes, whichever comes first. */
const pieceRows = 200;
const pieceBytes = 64 * 1024;

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;

function skipByteOrderMark(bytes: Buffer): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Reads an upload row by row, in pieces that are cut where a row ends. */
export class CsvReader {
  readonly #bytes: Buffer;
  readonly #input: CsvInput;
  #offset: number;

  /** The header as uploaded, without its line ending; empty when there is none. */
  readonly headerText: string;
  /** The names of the columns; empty when the upload is. */
  readonly header: readonly string[];

  /** Reads the header. Throws BulkError when it cannot be read, or the line ending is another than promised. */
  constructor(bytes: Buffer, input: CsvInput) {
    this.#bytes = bytes;
    this.#input = input;
    const start = skipByteOrderMark(bytes);
    this.#offset = start;
    const end = this.#scan(1);
    this.headerText = bytes.toString('utf8', start, end).replace(/\r?\n$/, '');
    this.#offset = end;
    const [header] = this.#parse(bytes.subarray(start, end));
    this.header = (header ?? []).map((name) => name.trim());
  }

  /** The rows not yet read, as uploaded. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#offset);
  }

  /** Whether all rows were read. */
  get isAtEnd(): boolean {
    return this.#offset >= this.#bytes.length;
  }

  /** The next rows, about 200; none at the end. Throws BulkError for text that is not CSV. */
  read(): readonly (readonly string[])[] {
    const start = this.#offset;
    const end = this.#scan(pieceRows);
    const rows = this.#parse(this.#bytes.subarray(start, end));
    this.#offset = end;
    return rows;
  }

  /** Where the piece that begins at the offset ends: a row's end, or the end of the upload. */
  #scan(rows: number): number {
    const bytes = this.#bytes;
    const wanted = this.#input.lineEnding;
    const start = this.#offset;
    let rowStart = start;
    let isQuoted = false;
    let left = rows;
    for (let offset = start; offset < bytes.length; offset += 1) {
      const byte = bytes[offset];
      if (byte === quote) isQuoted = !isQuoted;
      else if (byte === lineFeed && !isQuoted) {
        if (wanted !== null && (bytes[offset - 1] === carriageReturn) !== (wanted === 'CRLF')) {
          const reason = `LineEnding is invalid on user data. Current LineEnding setting is ${wanted}`;
          throw new BulkError('ClientInputError', reason);
        }
        left -= 1;
        rowStart = offset + 1;
        if (left === 0 || rowStart - start >= pieceBytes) return rowStart;
      }
      if (offset - rowStart > recordLimit) {
        throw new BulkError('InvalidBatch', 'A record is longer than 400000 characters, or a quote is not closed');
      }
    }
    return bytes.length;
  }

  #parse(piece: Buffer): string[][] {
    const { columnDelimiter, lineEnding } = this.#input;
    try {
      return parse(piece, {
        delimiter: delimiters[columnDelimiter],
        record_delimiter: lineEnding === null ? ['\r\n', '\n'] : lineEndings[lineEnding],
        relax_column_count: true,
        skip_empty_lines: true,
      }) as string[][];
    } catch (error) {
      if (error instanceof CsvError) {
        throw new BulkError('InvalidBatch', `Failed to parse CSV: ${error.message.slice(0, 300)}`);
      }
      throw error;
    }
  }
}
