import type { Database } from '../ports/database.ts';
import { countBytes } from './count-bytes.ts';

/** Rows hold at most this many characters of JSON, so that reading a page never parses much more than it shows. */
const ROW_LENGTH = 200_000;
/** And at most this many items. */
const ROW_COUNT = 500;

type Row = { key: string[]; firstIndex: number; count: number; parts: string[]; length: number };

/**
 * Items on their way into a table whose rows hold several each as one JSON list: adding is one `JSON.stringify`, and
 * small batches that follow each other share a row.
 */
export type RecordBuffer = {
  /** Characters waiting to be written. */
  readonly length: number;
  /** Bytes of the rows that hold them. */
  readonly bytes: number;
  /** `key` is the step, and the port where the table has one. */
  add(key: string[], firstIndex: number, items: readonly unknown[]): void;
  /** Writes all rows; they stay in the buffer until `clear`, in case the transaction fails. */
  write(run: number): void;
  clear(): void;
};

const SQL = {
  run_records: 'INSERT INTO run_records (run, step, port, first_index, count, records) VALUES (?, ?, ?, ?, ?, ?)',
  run_failures: 'INSERT INTO run_failures (run, step, first_index, count, failures) VALUES (?, ?, ?, ?, ?)',
};

export function createRecordBuffer(database: Database, table: keyof typeof SQL): RecordBuffer {
  const insert = database.prepare(SQL[table]);
  let rows: Row[] = [];
  let open = new Map<string, Row>();
  let length = 0;
  let bytes = 0;

  return {
    get length() {
      return length;
    },
    get bytes() {
      return bytes;
    },
    add(key, firstIndex, items) {
      for (let start = 0; start < items.length; start += ROW_COUNT) {
        const chunk = items.slice(start, start + ROW_COUNT);
        addChunk(key, firstIndex + start, chunk);
      }
    },
    write(run) {
      for (const { key, firstIndex, count, parts } of rows) {
        insert.run(run, ...key, firstIndex, count, `[${parts.join(',')}]`);
      }
    },
    clear() {
      rows = [];
      open = new Map();
      length = 0;
      bytes = 0;
    },
  };

  function addChunk(key: string[], firstIndex: number, items: readonly unknown[]): void {
    const text = JSON.stringify(items).slice(1, -1);
    const name = JSON.stringify(key);
    length += text.length;
    // With the comma or the bracket before it.
    bytes += countBytes(text) + 1;
    const last = open.get(name);
    const joins =
      last !== undefined &&
      last.firstIndex + last.count === firstIndex &&
      last.count + items.length <= ROW_COUNT &&
      last.length + text.length <= ROW_LENGTH;
    if (joins) {
      last.parts.push(text);
      last.count += items.length;
      last.length += text.length;
      return;
    }
    // The bracket at its end.
    bytes += 1;
    const row = { key, firstIndex, count: items.length, parts: [text], length: text.length };
    rows.push(row);
    open.set(name, row);
  }
}
