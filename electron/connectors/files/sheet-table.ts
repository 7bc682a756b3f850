import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { findCell, visitCells } from './csv-text.ts';
import { parseIsoDate } from './excel-dates.ts';
import { mostColumns } from './sheet-rows.ts';

/** A cell as it is written; null makes none. */
export type SheetCell = string | number | boolean | Date | null;

/** Characters that a cell can hold (Microsoft's specification of limits). */
const longestText = 32_767;
const needsEscape =
  /_(?=x[0-9A-Fa-f]{4}_)|[\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/**
 * Records as rows of a sheet whose columns may grow: a field that appears for the first time gets a column at the end.
 * Rows that were made before then lack it, which `isRagged` tells.
 */
export class SheetTable {
  readonly columns: string[];
  readonly #fixed: boolean;
  readonly #path: string;
  readonly #index: Map<string, number>;
  #headerWidth: number | undefined;

  /** `columns` are all that are written when `fixed`, else those that come first. */
  constructor(columns: string[], fixed: boolean, path: string) {
    this.columns = columns;
    this.#fixed = fixed;
    this.#path = path;
    this.#index = new Map(columns.map((column, index) => [column, index]));
  }

  /** True when columns were added after the header was taken. */
  get isRagged(): boolean {
    return this.#headerWidth !== undefined && this.#headerWidth < this.columns.length;
  }

  /** The names of all columns known by now, as cells. */
  takeHeader(): string[] {
    this.#headerWidth = this.columns.length;
    return this.columns.map((column) => writeText(column, this.#path));
  }

  /** A record's row. @throws MillraceError FILE_UNWRITABLE for what no cell can hold. */
  makeRow(record: JsonObject): SheetCell[] {
    const row = new Array<SheetCell>(this.columns.length).fill(null);
    if (this.#fixed) {
      for (const [index, column] of this.columns.entries()) row[index] = this.#makeCell(findCell(record, column));
    } else {
      visitCells(record, (column, value) => {
        row[this.#placeOf(column)] = this.#makeCell(value);
      });
    }
    // A row without any cell would be none, and the record lost.
    if (!row.some((cell) => cell !== null)) row[0] = '';
    return row;
  }

  /** A row that was read from a sheet, as cells to be written again. */
  makeCells(values: readonly (Json | undefined)[]): SheetCell[] {
    return Array.from(values, (value) => this.#makeCell(value));
  }

  #placeOf(column: string): number {
    const known = this.#index.get(column);
    if (known !== undefined) return known;
    const place = this.columns.push(column) - 1;
    if (place >= mostColumns) throw unwritable(this.#path, 'It would have more than 16,384 columns. Save it as CSV.');
    this.#index.set(column, place);
    return place;
  }

  #makeCell(value: Json | undefined): SheetCell {
    switch (typeof value) {
      case 'string':
        return parseIsoDate(value) ?? writeText(value, this.#path);
      case 'number':
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : writeText(JSON.stringify(value), this.#path);
      default:
        return null;
    }
  }
}

/** A text as a cell's; characters that the format has no other way for are escaped (ECMA-376 part 1, ST_Xstring). */
function writeText(text: string, path: string): string {
  if (text.length > longestText) {
    const detail = `A text has ${text.length} characters; a cell holds at most 32,767. Shorten it, or save it as CSV.`;
    throw unwritable(path, detail);
  }
  return text.replace(needsEscape, (character) => {
    return `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;
  });
}

function unwritable(path: string, detail: string): MillraceError {
  return new MillraceError('FILE_UNWRITABLE', { path, detail });
}
