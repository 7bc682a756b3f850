import { writeXlsxStream } from 'hucre/xlsx';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { FileWriter } from '../../ports/files.ts';
import type { Output, OutputOptions } from './output.ts';
import { RowQueue } from './row-queue.ts';
import { readSheetRows } from './sheet-rows.ts';
import { type SheetCell, SheetTable } from './sheet-table.ts';
import { openWorkbook } from './workbook.ts';

/** The sheet's name, unless the step says another. */
export const defaultSheet = 'Sheet1';
/** Widths of columns, in characters: what fits the first records, between these. */
const narrowest = 8;
const widest = 60;

/**
 * Opens an Excel workbook of one sheet for writing. Texts, numbers, truths and dates (`2026-11-22`) become cells of these
 * types; no text is ever a formula. Past 1,048,576 rows it goes on in a further sheet. Rows are packed as they come, so
 * that none stays in memory.
 */
export async function openXlsxOutput(options: OutputOptions): Promise<Output> {
  const { files, path, mode, columns } = options;
  const writer = await files.create(path, mode);
  const table = new SheetTable([...(columns ?? [])], columns !== undefined, path);
  let sheet: SheetWriter | undefined;
  const begin = (rows: SheetCell[][]) => new SheetWriter(writer, options.sheet, table.takeHeader(), rows);
  return {
    async write(records) {
      const rows = records.map((record) => table.makeRow(record));
      sheet ??= begin(rows);
      await sheet.write(rows);
    },
    async finish(signal) {
      sheet ??= begin([]);
      await sheet.finish();
      if (!table.isRagged) return writer.commit();
      await rewrite(options, writer, table, sheet.hasHeader, signal);
      await writer.discard();
    },
    async abandon() {
      await sheet?.abandon();
      await writer.discard();
    },
  };
}

/** Writes the workbook again with all columns: nothing that came late is lost. */
async function rewrite(
  options: OutputOptions,
  first: FileWriter,
  table: SheetTable,
  hadHeader: boolean,
  signal: AbortSignal,
): Promise<void> {
  const { files, path, mode } = options;
  const workbook = await openWorkbook(() => first.reread(signal), path);
  const writer = await files.create(path, mode);
  let sheet: SheetWriter | undefined;
  try {
    const whole = new SheetTable([...table.columns], true, path);
    sheet = new SheetWriter(writer, options.sheet, whole.takeHeader(), []);
    for (const { part } of workbook.sheets) {
      let isHeader = hadHeader;
      for await (const rows of readSheetRows(workbook, part)) {
        const body = isHeader && rows.length > 0 ? rows.slice(1) : rows;
        if (rows.length > 0) isHeader = false;
        await sheet.write(body.map((row) => whole.makeCells(row)));
      }
    }
    await sheet.finish();
    await writer.commit();
  } catch (error) {
    await sheet?.abandon();
    await writer.discard();
    throw error;
  }
}

/** Rows on their way into a file as a workbook. */
class SheetWriter {
  readonly #queue = new RowQueue<SheetCell[]>();
  readonly #pumping: Promise<void>;
  /** False for a sheet without columns, or whose columns all have no name. */
  readonly hasHeader: boolean;

  /** Begins with the header; `sample` are rows to take the widths of columns from. */
  constructor(writer: FileWriter, name: string, header: string[], sample: SheetCell[][]) {
    this.hasHeader = header.some((text) => text !== '');
    const stream = writeXlsxStream(this.#queue, {
      name,
      columns: header.map((text, index) => ({ header: text, width: widthOf(text, sample, index) })),
      freezePane: { rows: this.hasHeader ? 1 : 0 },
      repeatHeaders: this.hasHeader,
    });
    this.#pumping = this.#pump(stream, writer);
    // Whoever writes next is told by the queue, and who finishes by this promise; until then nobody listens.
    this.#pumping.catch(() => undefined);
  }

  /** Resolves when the rows are taken. @throws what writing the file throws. */
  write(rows: SheetCell[][]): Promise<void> {
    return this.#queue.push(rows);
  }

  async finish(): Promise<void> {
    this.#queue.end();
    await this.#pumping;
  }

  async abandon(): Promise<void> {
    this.#queue.fail(new MillraceError('RUN_CANCELLED'));
    // It fails with what was just said, or has failed before and told so.
    await this.#pumping.catch(() => undefined);
  }

  async #pump(stream: ReadableStream<Uint8Array>, writer: FileWriter): Promise<void> {
    const reader = stream.getReader();
    try {
      for (let piece = await reader.read(); !piece.done; piece = await reader.read()) await writer.write(piece.value);
    } catch (error) {
      // First, because cancelling waits for the row that the stream is waiting for.
      this.#queue.fail(error);
      await reader.cancel(error).catch(() => undefined);
      throw error;
    }
  }
}

function widthOf(header: string, sample: SheetCell[][], column: number): number {
  let longest = header.length;
  for (const row of sample.slice(0, 100)) {
    const cell = row[column] ?? '';
    longest = Math.max(longest, cell instanceof Date ? 10 : String(cell).length);
  }
  return Math.min(widest, Math.max(narrowest, longest + 2));
}

/** The name of the sheet that a setting says. @throws MillraceError SETTING_WRONG for one that Excel doesn't take. */
export function readSheetName(setting: Json | undefined): string {
  const name = typeof setting === 'string' && setting !== '' ? setting : defaultSheet;
  // Excel's rules for names of sheets; “History” it keeps for itself.
  const allowed = name.length <= 31 && !/[[\]:*?/\\]|^'|'$/.test(name) && name.toLowerCase() !== 'history';
  if (allowed) return name;
  const detail = 'A name of a sheet has at most 31 characters and none of [ ] : * ? / \\.';
  throw new MillraceError('SETTING_WRONG', { label: 'Sheet', field: 'sheet', detail });
}
