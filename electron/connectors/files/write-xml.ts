import { MillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import { ByteSink } from './byte-sink.ts';
import { findCell } from './csv-text.ts';
import type { Output, OutputOptions } from './output.ts';
import { encodeName } from './xml-name.ts';
import { splitXmlPath } from './xml-records.ts';
import { isCharacter } from './xml-tokens.ts';

/** The elements around the records and of each one, unless the step says others. */
export const defaultRecordPath = 'records/record';

const special = /[&<>"\r\t\n]/g;
const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\r': '&#13;',
  '\t': '&#9;',
  '\n': '&#10;',
};
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for.
const suspicious = /[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]/;

/** Opens an XML file for writing, in UTF-8, one record on each line. */
export async function openXmlOutput(options: OutputOptions): Promise<Output> {
  const { files, path, mode, columns } = options;
  const names = splitXmlPath(options.recordPath).map(encodeName);
  const recordName = names.pop() ?? 'record';
  const sink = new ByteSink(await files.create(path, mode));
  const begin = `<?xml version="1.0" encoding="UTF-8"?>\n${names.map((name) => `<${name}>\n`).join('')}`;
  const end = names
    .reverse()
    .map((name) => `</${name}>\n`)
    .join('');
  let opening = begin;
  return {
    async write(records) {
      let text = opening;
      opening = '';
      for (const record of records) {
        const fields = columns
          ? columns.map((name) => [name, findCell(record, name)] as const)
          : Object.entries(record);
        text += `${writeElement(recordName, fields, path)}\n`;
      }
      await sink.write(text);
    },
    async finish() {
      await sink.write(opening + end);
      await sink.commit();
    },
    abandon: () => sink.writer.discard(),
  };
}

type Fields = readonly (readonly [string, Json | undefined])[];

function writeElement(name: string, fields: Fields, path: string): string {
  let attributes = '';
  let content = '';
  for (const [field, value = null] of fields) {
    if (field === '#text') content += writeText(value, path);
    else if (field.length > 1 && field.startsWith('@') && (value === null || typeof value !== 'object'))
      attributes += ` ${encodeName(field.slice(1))}="${writeText(value, path)}"`;
    else content += writeField(encodeName(field), value, path);
  }
  return content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

/** A field as an element; a list as one for each of its entries. */
function writeField(name: string, value: Json, path: string): string {
  if (Array.isArray(value)) {
    return value.map((entry) => writeField(name, Array.isArray(entry) ? { item: entry } : entry, path)).join('');
  }
  if (typeof value === 'object' && value !== null) return writeElement(name, Object.entries(value), path);
  const text = writeText(value, path);
  return text === '' ? `<${name}/>` : `<${name}>${text}</${name}>`;
}

/** @throws MillraceError FILE_UNWRITABLE for a character that XML has no way to write. */
function writeText(value: Json, path: string): string {
  if (value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  if (suspicious.test(text)) {
    for (const character of text) {
      const code = character.codePointAt(0) ?? 0;
      if (isCharacter(code)) continue;
      const shown = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
      const detail = `A text holds the character ${shown}, which XML can’t write. Remove it in a step before.`;
      throw new MillraceError('FILE_UNWRITABLE', { path, detail });
    }
  }
  return text.replace(special, (character) => entities[character] ?? character);
}

/** The names that lead to a record as a setting has them. @throws MillraceError SETTING_WRONG unless there are two or more. */
export function readRecordPath(setting: Json | undefined): string {
  const path = typeof setting === 'string' && setting !== '' ? setting : defaultRecordPath;
  if (splitXmlPath(path).length >= 2) return path;
  const detail = 'It must name the element around the records and that of each record, such as orders/order.';
  throw new MillraceError('SETTING_WRONG', { label: 'Path to the records', field: 'recordPath', detail });
}
