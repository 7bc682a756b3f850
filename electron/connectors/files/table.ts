import type { JsonObject } from '../../../shared/json/json.ts';
import { findCell, visitCells, writeCell, writeRow } from './csv-text.ts';

/**
 * Records as rows of a table whose columns may grow: a field that appears for the first time gets a column at the end.
 * Rows that were made before then lack it, which `isRagged` tells.
 */
export class Table {
  readonly separator: string;
  readonly #guard: boolean;
  readonly #fixed: boolean;
  readonly #columns: string[];
  readonly #index: Map<string, number>;
  #headerWidth: number | undefined;

  /**
   * `columns` are all that are written when `fixed`, else those that come first. `present` is how many of them stand
   * in the file's header already, 0 when it has none.
   */
  constructor(separator: string, guard: boolean, columns: string[], fixed: boolean, present: number) {
    this.separator = separator;
    this.#guard = guard;
    this.#fixed = fixed;
    this.#columns = columns;
    this.#index = new Map(columns.map((column, index) => [column, index]));
    this.#headerWidth = present > 0 ? present : undefined;
  }

  /** True when columns were added after the header was written. */
  get isRagged(): boolean {
    return this.#headerWidth !== undefined && this.#headerWidth < this.#columns.length;
  }

  /** The header, once: empty when it was given out before or stands in the file. */
  takeHeader(): string {
    if (this.#headerWidth !== undefined) return '';
    this.#headerWidth = this.#columns.length;
    return this.header();
  }

  /** The header with all columns known by now; empty when there are none. */
  header(): string {
    const names = this.#columns.map((column) => writeCell(column, this.#guard));
    return names.length === 0 ? '' : writeRow(names, this.separator);
  }

  /** The records' rows, after the header when it hasn't been written. */
  write(records: readonly JsonObject[]): string {
    const rows = records.map((record) => (this.#fixed ? this.#pick(record) : this.#spread(record)));
    let text = this.takeHeader();
    for (const row of rows) text += this.writeRow(row);
    return text;
  }

  /** A row filled up to all columns known by now. */
  writeRow(row: string[]): string {
    while (row.length < this.#columns.length) row.push('');
    return writeRow(row, this.separator);
  }

  #pick(record: JsonObject): string[] {
    return this.#columns.map((column) => writeCell(findCell(record, column), this.#guard));
  }

  #spread(record: JsonObject): string[] {
    const row: string[] = new Array(this.#columns.length).fill('');
    let expected = 0;
    visitCells(record, (column, value) => {
      // Records mostly have the same fields in the same order, so that looking a column up is seldom needed.
      let index: number | undefined = this.#columns[expected] === column ? expected : this.#index.get(column);
      if (index === undefined) {
        index = this.#columns.push(column) - 1;
        this.#index.set(column, index);
        row.push('');
      }
      expected = index + 1;
      row[index] = writeCell(value, this.#guard);
    });
    return row;
  }
}
