import type { Json, JsonObject } from '../../../shared/json/json.ts';
import { longNumberWarning } from '../../../shared/json/parse-json.ts';
import type { Files } from '../../ports/files.ts';
import type { CallContext, SourcePage } from '../../ports/step.ts';
import { type ActionContext, type ActionItem, action, field } from '../sdk/index.ts';
import { decodeText, type Encoding, encodings } from './encoding.ts';
import { estimateRows } from './estimate-rows.ts';
import { type FileFormat, formatOf } from './format.ts';
import { formatOptions } from './format-options.ts';
import { pathOf } from './path-of.ts';
import { readCsv } from './read-csv.ts';
import { readJson } from './read-json.ts';
import { readJsonLines } from './read-json-lines.ts';
import { readXlsx } from './read-xlsx.ts';
import { readXml } from './read-xml.ts';

/** Records of a workbook or XML document that are handed on together. */
const pageSize = 1_000;

/** Reads a file of any size, a piece at a time. */
export const read = action({
  label: 'Read file',
  description: 'Brings the rows of a CSV, Excel, JSON, JSON lines or XML file into the flow.',
  icon: 'file-input',
  keywords: ['csv', 'tsv', 'json', 'jsonl', 'excel', 'xlsx', 'xml', 'import', 'load', 'spreadsheet', 'table'],
  effect: 'read',
  reversible: 'yes',
  idempotency: 'natural',
  connection: 'none',
  shape: 'source',
  input: {
    path: field.value('File', { required: true, expects: 'text', placeholder: 'leads.csv' }),
    format: field.choice('Format', formatOptions, { placeholder: 'By the file’s ending', group: 'more' }),
    sheet: field.text('Sheet', {
      group: 'more',
      placeholder: 'Sheet1',
      help: 'Of an Excel workbook: its name, or its number counted from 1. The first sheet when empty.',
    }),
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
      {
        default: 'utf-8',
        group: 'more',
        help: 'Of text files. What a file says itself wins: a byte order mark, or the first line of XML.',
      },
    ),
    recordPath: field.text('Path to the records', {
      group: 'more',
      placeholder: 'data.items',
      help: 'In JSON where the list of records is, such as data.items; in XML the element that repeats, such as orders/order. Without one, XML’s records are the elements in the outermost one.',
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
      const facts = await context.files.describe(pathOf(context.settings.path, input));
      return facts ? { size: facts.size, modifiedAt: facts.modifiedAt } : null;
    },
    estimate: async ({ input }, { signal }) => {
      const path = pathOf(context.settings.path, input);
      const format = formatOf(path, input.format);
      return { records: await estimateRows(context.files, path, { format, header: input.header === true, signal }) };
    },
  }),
});

/** Rows in pages. The cursor is the number of records before, so taking up again reads past them. */
async function* readRecords(
  { files, settings }: ActionContext,
  { input }: ActionItem,
  call: CallContext,
  resumeFrom?: Json,
): AsyncGenerator<SourcePage> {
  const path = pathOf(settings.path, input);
  const format = formatOf(path, input.format);
  let skip = typeof resumeFrom === 'number' ? resumeFrom : 0;
  let count = 0;
  for await (const read of parse(files, path, format, input, call)) {
    count += read.length;
    const records = skip > 0 ? read.slice(skip) : read;
    skip = Math.max(0, skip - read.length);
    if (records.length > 0) yield { records, cursor: count };
  }
}

function parse(
  files: Files,
  path: string,
  format: FileFormat,
  input: JsonObject,
  call: CallContext,
): AsyncIterable<JsonObject[]> {
  const encoding = input.encoding as Encoding;
  const recordPath = typeof input.recordPath === 'string' ? input.recordPath : '';
  const header = input.header === true;
  const types = input.types === 'text' ? 'text' : 'auto';
  const read = () => files.read(path, call.signal);
  const longNumber = () => call.warn(longNumberWarning);
  const renamed = (from: string, to: string) =>
    call.warn({ code: 'COLUMN_RENAMED', message: `A column “${from}” is read as “${to}”.`, field: to });
  switch (format) {
    case 'json':
      return readJson(decodeText(read(), encoding, path), path, recordPath, longNumber);
    case 'jsonl':
      return readJsonLines(decodeText(read(), encoding, path), path, longNumber);
    case 'xlsx':
      return cutPages(readXlsx(read, { path, sheet: input.sheet, header, types, renamed, longNumber }));
    case 'xml':
      return cutPages(readXml(read(), path, { recordPath, types, encoding, longNumber }));
    default:
      return readCsv(decodeText(read(), encoding, path), {
        path,
        separator: format === 'tsv' ? '\t' : input.separator === 'auto' ? undefined : String(input.separator),
        header,
        longNumber,
        types,
        release: input.spreadsheetSafe === true,
        renamed,
      });
  }
}

/**
 * The same records in lists of the same length, however they came: unpacked pieces differ in size from one reading to the
 * next, and a resumed run must find the pages that it knows.
 */
async function* cutPages(lists: AsyncIterable<JsonObject[]>): AsyncGenerator<JsonObject[]> {
  let page: JsonObject[] = [];
  for await (const records of lists) {
    for (const record of records) {
      page.push(record);
      if (page.length < pageSize) continue;
      yield page;
      page = [];
    }
  }
  if (page.length > 0) yield page;
}
