import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { readSerial } from './excel-dates.ts';
import { decodeTextEscapes, findAttribute, localName, type Workbook, walkPart } from './workbook.ts';
import type { XmlAttributes, XmlHandler } from './xml-tokens.ts';

/** The largest sheet that Excel has (ECMA-376 leaves it open; Microsoft's specification of limits). */
export const mostRows = 1_048_576;
export const mostColumns = 16_384;
/** Characters of one row past which a sheet is refused: half of what all its cells could hold is never in one row. */
const longestRow = 64_000_000;
const writtenOut = /^-?\d+(?:\.\d+)?$/;
/** Unpacked bytes of a sheet; its rows are read one by one, so this is only an end. */
const mostBytes = 64 * 1024 ** 3;

/** The values of a row by column; columns without a value are holes or null. */
export type SheetRow = Json[];

/**
 * The rows of a sheet that hold something, in lists as they come. Dates are ISO 8601 texts, formulas the values that were
 * saved with them, errors texts such as `#N/A`. With `longNumber`, which hears of each, a number past 2^53 is its digits as
 * text: other programs than Excel write such.
 * @throws MillraceError WORKBOOK_UNREADABLE, XML_DAMAGED, XML_DOCTYPE_REFUSED.
 */
export async function* readSheetRows(
  workbook: Workbook,
  part: string,
  longNumber?: () => void,
): AsyncGenerator<SheetRow[]> {
  const reader = new SheetReader(workbook, longNumber);
  for await (const _ of walkPart(workbook.archive, part, workbook.path, mostBytes, reader)) {
    const { rows } = reader;
    reader.rows = [];
    yield rows;
  }
}

class SheetReader implements XmlHandler {
  rows: SheetRow[] = [];
  readonly #workbook: Workbook;
  readonly #longNumber: (() => void) | undefined;
  #count = 0;
  #row: SheetRow | undefined;
  #isEmpty = true;
  #size = 0;
  #column = -1;
  #type = '';
  #style = 0;
  #value = '';
  #hasValue = false;
  #collects = false;
  #inPhonetic = false;

  constructor(workbook: Workbook, longNumber: (() => void) | undefined) {
    this.#workbook = workbook;
    this.#longNumber = longNumber;
  }

  open(name: string, attributes: XmlAttributes): void {
    switch (localName(name)) {
      case 'row':
        if (++this.#count > mostRows) throw this.#error('Its sheet has more rows than a sheet can have.');
        this.#row = [];
        this.#isEmpty = true;
        this.#size = 0;
        this.#column = -1;
        break;
      case 'c':
        if (this.#row) this.#beginCell(attributes);
        break;
      case 'v':
        this.#hasValue = true;
        this.#collects = this.#row !== undefined;
        break;
      case 't':
        this.#hasValue = true;
        this.#collects = this.#row !== undefined && !this.#inPhonetic;
        break;
      case 'rPh':
        this.#inPhonetic = true;
        break;
    }
  }

  text(text: string): void {
    if (!this.#collects) return;
    this.#value += text;
    this.#size += text.length;
    if (this.#size > longestRow) throw this.#error(`Row ${this.#count} of its sheet is too long.`);
  }

  close(name: string): void {
    switch (localName(name)) {
      case 'v':
      case 't':
        this.#collects = false;
        break;
      case 'rPh':
        this.#inPhonetic = false;
        break;
      case 'c':
        this.#endCell();
        break;
      case 'row':
        if (this.#row && !this.#isEmpty) this.rows.push(this.#row);
        this.#row = undefined;
        break;
    }
  }

  #beginCell(attributes: XmlAttributes): void {
    const place = findAttribute(attributes, 'r');
    // A cell that doesn't say where it is stands right of the one before.
    this.#column = place === undefined ? this.#column + 1 : columnOf(place);
    if (this.#column < 0 || this.#column >= mostColumns) {
      throw this.#error(`Row ${this.#count} of its sheet has a cell outside of all columns.`);
    }
    this.#type = findAttribute(attributes, 't') ?? 'n';
    this.#style = Number(findAttribute(attributes, 's') ?? 0);
    this.#value = '';
    this.#hasValue = false;
  }

  #endCell(): void {
    if (!this.#row || !this.#hasValue) return;
    const value = this.#readValue();
    if (value === null) return;
    this.#hasValue = false;
    this.#isEmpty = false;
    this.#row[this.#column] = value;
  }

  #readValue(): Json {
    const text = this.#value;
    const { sharedTexts, kinds, from1904 } = this.#workbook;
    switch (this.#type) {
      case 's': {
        const shared = sharedTexts[Number(text)];
        if (shared === undefined) throw this.#error(`Row ${this.#count} of its sheet names a text that isn’t there.`);
        return shared;
      }
      case 'str':
      case 'inlineStr':
        return decodeTextEscapes(text);
      case 'b':
        return text === '1' || text === 'true';
      case 'n': {
        if (text === '') return null;
        const number = Number(text);
        if (!Number.isFinite(number)) return text;
        if (this.#longNumber && Math.abs(number) > Number.MAX_SAFE_INTEGER && writtenOut.test(text)) {
          this.#longNumber();
          return text;
        }
        const kind = kinds[this.#style];
        return kind ? readSerial(number, kind, from1904) : number;
      }
      // Errors, and ISO 8601 dates of strict workbooks.
      default:
        return text;
    }
  }

  #error(detail: string): MillraceError {
    return new MillraceError('WORKBOOK_UNREADABLE', { path: this.#workbook.path, detail });
  }
}

/** The column of a cell such as `AB12`, from 0; -1 when it has none. */
function columnOf(place: string): number {
  let column = 0;
  for (let index = 0; index < place.length && index < 4; index++) {
    const letter = place.charCodeAt(index) & 0xdf;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column - 1;
}
