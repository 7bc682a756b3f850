import { MillraceError } from '../../../shared/errors/index.ts';

/** Characters of one row past which a quote is taken to be left open, so that no file fills the memory. */
const longestRow = 16_000_000;

/**
 * Splits the text of a CSV or TSV file (RFC 4180) into rows of texts, piece by piece. Lines end with LF, CRLF or CR;
 * empty lines are left out; `""` inside quotes is one quote. Faster than a parser over bytes, since the engine's own
 * search finds lines and separators.
 */
export class CsvRows {
  /** The number of the row read last, from 1. */
  row = 0;
  readonly #separator: string;
  readonly #path: string;
  #text = '';

  constructor(separator: string, path: string) {
    this.#separator = separator;
    this.#path = path;
  }

  /**
   * Rows that are complete with this piece; `last` says that no other follows.
   * @throws MillraceError CSV_QUOTE_WRONG with the row.
   */
  read(piece: string, last: boolean): string[][] {
    const text = this.#text + piece;
    const rows: string[][] = [];
    let position = 0;
    let quote = text.indexOf('"');
    let carriage = text.indexOf('\r');
    while (position < text.length) {
      if (quote !== -1 && quote < position) quote = text.indexOf('"', position);
      if (carriage !== -1 && carriage < position) carriage = text.indexOf('\r', position);
      let end = text.indexOf('\n', position);
      if (carriage !== -1 && (end === -1 || carriage < end)) end = carriage;
      // A CR at the very end may be the first half of a CRLF.
      if (!last && (end === -1 || (end === carriage && end === text.length - 1))) break;
      const lineEnd = end === -1 ? text.length : end;
      if (quote === -1 || quote > lineEnd) {
        if (lineEnd > position) {
          this.row++;
          rows.push(text.slice(position, lineEnd).split(this.#separator));
        }
        position = skipLineEnd(text, lineEnd);
        continue;
      }
      const row: string[] = [];
      const next = this.#readQuoted(text, position, row, last);
      if (next === -1) break;
      this.row++;
      rows.push(row);
      position = next;
    }
    this.#text = text.slice(position);
    if (this.#text.length > longestRow) throw this.#quoteError('A quote isn’t closed, or the row is too long.');
    return rows;
  }

  /** Reads a row that holds quotes into `row`; the place after it, or -1 when it isn't complete. */
  #readQuoted(text: string, start: number, row: string[], last: boolean): number {
    let position = start;
    for (;;) {
      let value: string;
      if (text[position] === '"') {
        const close = findClosingQuote(text, position + 1);
        if (close === -1 || (close === text.length - 1 && !last)) {
          if (last) throw this.#quoteError('A quote isn’t closed.');
          return -1;
        }
        value = text.slice(position + 1, close);
        if (value.includes('""')) value = value.replaceAll('""', '"');
        position = close + 1;
      } else {
        let end = position;
        while (end < text.length && !this.#endsValue(text[end] ?? '')) end++;
        if (end === text.length && !last) return -1;
        value = text.slice(position, end);
        if (value.includes('"')) throw this.#quoteError('A quote stands inside a value that doesn’t begin with one.');
        position = end;
      }
      row.push(value);
      const after = text[position];
      if (after === this.#separator) {
        position++;
        continue;
      }
      if (after === undefined || after === '\n' || after === '\r') {
        if (!last && after === '\r' && position === text.length - 1) return -1;
        return skipLineEnd(text, position);
      }
      throw this.#quoteError('After a closing quote only a separator or the end of the line may come.');
    }
  }

  #endsValue(character: string): boolean {
    return character === this.#separator || character === '\n' || character === '\r';
  }

  #quoteError(detail: string): MillraceError {
    return new MillraceError('CSV_QUOTE_WRONG', { path: this.#path, row: this.row + 1, detail });
  }
}

function findClosingQuote(text: string, from: number): number {
  let quote = text.indexOf('"', from);
  while (quote !== -1 && text[quote + 1] === '"') quote = text.indexOf('"', quote + 2);
  return quote;
}

function skipLineEnd(text: string, position: number): number {
  return text[position] === '\r' && text[position + 1] === '\n' ? position + 2 : position + 1;
}
