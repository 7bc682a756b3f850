import { MillraceError } from '../../../shared/errors/index.ts';
import type { FileWriter } from '../../ports/files.ts';
import { ByteSink } from './byte-sink.ts';
import { releaseCell } from './cell.ts';
import { CsvRows } from './csv-rows.ts';
import { decodeText } from './encoding.ts';
import type { Output, OutputOptions } from './output.ts';
import { guessSeparator } from './read-csv.ts';
import { Table } from './table.ts';

/** A lone surrogate: UTF-8 has no place for it, and the file gets U+FFFD instead. */
const halfCharacterWarning = {
  code: 'CHARACTER_REPLACED',
  message: 'A text holds half a character, which no text file can hold. It was written as �.',
};

/** Opens a CSV or TSV file for writing. When appending, the columns that the file has come first. */
export async function openCsvOutput(options: OutputOptions, signal: AbortSignal): Promise<Output> {
  const { files, path, mode, format, columns, guard } = options;
  const writer = await files.create(path, mode);
  const sink = new ByteSink(writer);
  let table: Table;
  try {
    const present = mode === 'append' ? await lookAtPresent(writer, path, format === 'tsv', signal) : undefined;
    const separator = present?.separator ?? (format === 'tsv' ? '\t' : ',');
    const names = present?.names.map((name) => (guard ? releaseCell(name) : name)) ?? [];
    const all = [...names, ...(columns ?? []).filter((column) => !names.includes(column))];
    table = new Table(separator, guard, all, columns !== undefined, names.length);
    if (present?.lacksLineEnd) await sink.write('\n');
  } catch (error) {
    await writer.discard();
    throw error;
  }

  return {
    write(records, call) {
      const rows = table.write(records);
      if (!rows.isWellFormed()) call.warn(halfCharacterWarning);
      return sink.write(rows);
    },
    async finish(finishSignal) {
      await sink.write(table.takeHeader());
      await sink.flush();
      if (!table.isRagged) return sink.commit();
      await rewrite(options, writer, table, finishSignal);
      await writer.discard();
    },
    abandon: () => writer.discard(),
  };
}

/** Writes the file again with all columns, every row filled up: nothing that came late is lost. */
async function rewrite(options: OutputOptions, first: FileWriter, table: Table, signal: AbortSignal): Promise<void> {
  const { files, path, mode } = options;
  const sink = new ByteSink(await files.create(path, mode === 'append' ? 'replace' : mode));
  try {
    const rows = new CsvRows(table.separator, path);
    await sink.write(table.header());
    const copy = async (complete: string[][], number: number) => {
      const body = number === complete.length ? complete.slice(1) : complete;
      await sink.write(body.map((row) => table.writeRow(row)).join(''));
    };
    for await (const piece of decodeText(first.reread(signal), 'utf-8', path))
      await copy(rows.read(piece, false), rows.row);
    await copy(rows.read('', true), rows.row);
    await sink.commit();
  } catch (error) {
    await sink.writer.discard();
    throw error;
  }
}

type Present = { names: string[]; separator: string; lacksLineEnd: boolean };

/** Reads the header of what the file holds already, and whether its last line is closed; undefined for an empty one. */
async function lookAtPresent(
  writer: FileWriter,
  path: string,
  tabbed: boolean,
  signal: AbortSignal,
): Promise<Present | undefined> {
  let head = '';
  let names: string[] | undefined;
  let separator = '\t';
  let lastByte: number | undefined;
  const watch = async function* () {
    for await (const chunk of writer.reread(signal)) {
      const mark = (chunk[0] ?? 0) * 256 + (chunk[1] ?? 0);
      if (lastByte === undefined && (mark === 0xfffe || mark === 0xfeff)) {
        const detail = 'It is saved as UTF-16; rows can be added to UTF-8 files only.';
        throw new MillraceError('FILE_UNWRITABLE', { path, detail });
      }
      lastByte = chunk.at(-1);
      yield chunk;
    }
  };
  const readNames = (last: boolean) => {
    if (!last && !/[\r\n]/.test(head)) return;
    separator = tabbed ? '\t' : guessSeparator(head);
    names = new CsvRows(separator, path).read(head, last)[0];
  };
  for await (const piece of decodeText(watch(), 'utf-8', path)) {
    if (names) continue;
    head += piece;
    readNames(false);
  }
  if (!names) readNames(true);
  return names ? { names, separator, lacksLineEnd: lastByte !== 10 && lastByte !== 13 } : undefined;
}
