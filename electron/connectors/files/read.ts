import type { Json, JsonObject } from '../../../shared/json/json.ts';
import type { CallContext, SourcePage } from '../../ports/step.ts';
import { type ActionContext, type ActionItem, action, field } from '../sdk/index.ts';
import { decodeText, type Encoding, encodings } from './encoding.ts';
import { formatOf } from './format.ts';
import { formatOptions } from './format-options.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readJsonLines } from './read-json-lines.ts';

/** Reads a file of any size, a piece at a time. */
export const read = action({
  label: 'Read file',
  description: 'Brings the rows of a CSV, JSON or JSON lines file into the flow.',
  icon: 'file-input',
  keywords: ['csv', 'tsv', 'json', 'jsonl', 'import', 'load', 'spreadsheet', 'table'],
  effect: 'read',
  reversible: 'yes',
  idempotency: 'natural',
  connection: 'none',
  shape: 'source',
  input: {
    path: field.file('File', { required: true, placeholder: 'leads.csv' }),
    format: field.choice('Format', formatOptions, { help: 'Taken from the file’s ending when empty.', group: 'more' }),
    header: field.toggle('First row holds the names', {
      default: true,
      group: 'more',
      help: 'Otherwise the columns are called column_1, column_2 and so on.',
    }),
    separator: field.choice(
      'Separator',
      [
        { value: 'auto', label: 'Comma, or semicolon if the first line has no comma' },
        { value: ',', label: 'Comma' },
        { value: ';', label: 'Semicolon' },
        { value: '|', label: 'Vertical bar' },
      ],
      { default: 'auto', group: 'more', visibleWhen: { field: 'format', is: ['csv'] } },
    ),
    types: field.choice(
      'Values',
      [
        {
          value: 'auto',
          label: 'Recognise numbers, true and false',
          help: 'Empty cells become empty values. Numbers with leading zeros, a plus, an exponent or more than 15 digits stay text, as do dates; 1.50 becomes 1.5.',
        },
        { value: 'text', label: 'Keep everything as text' },
      ],
      { default: 'auto', group: 'more' },
    ),
    encoding: field.choice(
      'Encoding',
      encodings.map((value) => ({ value, label: value })),
      { default: 'utf-8', group: 'more', help: 'A byte order mark in the file wins.' },
    ),
    recordPath: field.text('Path to the records', {
      group: 'more',
      placeholder: 'data.items',
      help: 'Where in a JSON document the list of records is.',
    }),
    spreadsheetSafe: field.toggle('Undo spreadsheet protection', {
      default: true,
      group: 'more',
      help: 'Takes away the apostrophe that keeps a text such as =A1 from being a formula.',
    }),
  },
  summary: '{path}',
  prepare: (context) => ({
    read: (item, call, resumeFrom) => readRecords(context, item, call, resumeFrom),
    repeatable: true,
    version: async ({ input }) => {
      const facts = await context.files.describe(String(input.path));
      return facts ? { size: facts.size, modifiedAt: facts.modifiedAt } : null;
    },
  }),
});

/** Rows in pages. The cursor is the number of records before, so taking up again reads past them. */
async function* readRecords(
  { files }: ActionContext,
  { input }: ActionItem,
  call: CallContext,
  resumeFrom?: Json,
): AsyncGenerator<SourcePage> {
  const path = String(input.path);
  let skip = typeof resumeFrom === 'number' ? resumeFrom : 0;
  let count = 0;
  const text = decodeText(files.read(path, call.signal), input.encoding as Encoding, path);
  for await (const read of parse(text, path, input, call)) {
    count += read.length;
    const records = skip > 0 ? read.slice(skip) : read;
    skip = Math.max(0, skip - read.length);
    if (records.length > 0) yield { records, cursor: count };
  }
}

function parse(
  text: AsyncIterable<string>,
  path: string,
  input: JsonObject,
  call: CallContext,
): AsyncIterable<JsonObject[]> {
  const format = formatOf(path, input.format);
  switch (format) {
    case 'json':
      return readJson(text, path, typeof input.recordPath === 'string' ? input.recordPath : '');
    case 'jsonl':
      return readJsonLines(text, path);
    default:
      return readCsv(text, {
        path,
        separator: format === 'tsv' ? '\t' : input.separator === 'auto' ? undefined : String(input.separator),
        header: input.header === true,
        types: input.types === 'text' ? 'text' : 'auto',
        release: input.spreadsheetSafe === true,
        renamed: (from, to) =>
          call.warn({ code: 'COLUMN_RENAMED', message: `A column “${from}” is read as “${to}”.`, field: to }),
      });
  }
}
