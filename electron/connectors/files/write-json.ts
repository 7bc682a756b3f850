import type { JsonObject } from '../../../shared/json/json.ts';
import { ByteSink } from './byte-sink.ts';
import { findCell } from './csv-text.ts';
import { decodeText } from './encoding.ts';
import type { Output, OutputOptions } from './output.ts';
import { readJson } from './read-json.ts';

/** Opens a file of JSON lines for writing. */
export async function openJsonLinesOutput(options: OutputOptions, signal: AbortSignal): Promise<Output> {
  const { files, path, mode, columns } = options;
  const writer = await files.create(path, mode);
  const sink = new ByteSink(writer);
  if (mode === 'append') {
    let lastByte: number | undefined;
    try {
      for await (const chunk of writer.reread(signal)) lastByte = chunk.at(-1);
      if (lastByte !== undefined && lastByte !== 10) await sink.write('\n');
    } catch (error) {
      await writer.discard();
      throw error;
    }
  }
  return {
    write: (records) => sink.write(records.map((record) => `${JSON.stringify(pick(record, columns))}\n`).join('')),
    finish: () => sink.commit(),
    abandon: () => writer.discard(),
  };
}

/** Opens a JSON file for writing: one list, an entry on each line. When appending, the present entries come first. */
export async function openJsonOutput(options: OutputOptions, signal: AbortSignal): Promise<Output> {
  const { files, path, mode, columns } = options;
  const present = mode === 'append' ? await files.describe(path) : undefined;
  const writer = await files.create(path, mode === 'append' ? 'replace' : mode);
  const sink = new ByteSink(writer);
  let separator = '[\n';
  const write = (records: readonly JsonObject[]) => {
    let text = '';
    for (const record of records) {
      text += separator + JSON.stringify(record);
      separator = ',\n';
    }
    return sink.write(text);
  };
  try {
    if (present && present.size > 0) {
      const text = decodeText(files.read(path, signal), 'utf-8', path);
      for await (const records of readJson(text, path, '')) await write(records);
    }
  } catch (error) {
    await writer.discard();
    throw error;
  }
  return {
    write: (records) => write(records.map((record) => pick(record, columns))),
    async finish() {
      await sink.write(separator === '[\n' ? '[]\n' : '\n]\n');
      await sink.commit();
    },
    abandon: () => writer.discard(),
  };
}

function pick(record: JsonObject, columns: string[] | undefined): JsonObject {
  if (!columns) return record;
  return Object.fromEntries(columns.map((column) => [column, findCell(record, column) ?? null]));
}
