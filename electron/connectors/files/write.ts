import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import type { Json } from '../../../shared/json/json.ts';
import type { CallContext } from '../../ports/step.ts';
import { type ActionContext, action, type BatchWork, field } from '../sdk/index.ts';
import { formatOf } from './format.ts';
import { formatOptions } from './format-options.ts';
import type { Output, OutputOptions } from './output.ts';
import { planFile } from './plan-file.ts';
import { openCsvOutput } from './write-csv.ts';
import { openJsonLinesOutput, openJsonOutput } from './write-json.ts';
import { openXlsxOutput, readSheetName } from './write-xlsx.ts';
import { openXmlOutput, readRecordPath } from './write-xml.ts';

/** Records written at a time. */
const batchSize = 1_000;

/** Writes the records that come into a file, which appears whole when the last one is in, or not at all. */
export const write = action({
  label: 'Save to file',
  description: 'Saves the records that come as CSV, Excel, JSON, JSON lines or XML, and passes them on.',
  icon: 'file-output',
  keywords: ['csv', 'tsv', 'json', 'jsonl', 'excel', 'xlsx', 'xml', 'export', 'save', 'spreadsheet', 'table'],
  effect: 'write',
  reversible: 'from-before-image',
  idempotency: 'natural',
  connection: 'none',
  shape: 'batch',
  size: batchSize,
  input: {
    path: field.file('File', { required: true, placeholder: 'result.csv' }),
    format: field.choice('Format', formatOptions, { placeholder: 'By the file’s ending', group: 'more' }),
    mode: field.choice(
      'If the file exists',
      [
        { value: 'replace', label: 'Replace it' },
        { value: 'append', label: 'Add to it' },
        { value: 'fail-if-exists', label: 'Stop with an error' },
      ],
      { default: 'replace', help: 'Records can’t be added to Excel workbooks and XML files.' },
    ),
    sheet: field.text('Sheet', {
      group: 'more',
      placeholder: 'Sheet1',
      help: 'Of an Excel workbook: the name of its sheet.',
    }),
    recordPath: field.text('Path to the records', {
      group: 'more',
      placeholder: 'records/record',
      help: 'Of XML: the element around the records and that of each one, such as orders/order.',
    }),
    columns: field.json('Columns', {
      group: 'more',
      expects: 'list',
      placeholder: '["Email", "contact.id"]',
      help: 'Which columns, in which order. All fields of the records when empty; contact.id is the field id inside contact.',
    }),
    spreadsheetSafe: field.toggle('Protect spreadsheets', {
      default: true,
      group: 'more',
      help: 'Puts an apostrophe before texts that a spreadsheet would run as a formula, such as =A1. Reading the file here takes it away again. Excel workbooks don’t need it: their texts are never formulas.',
    }),
  },
  summary: '{path}',
  prepare: createWork,
});

function createWork({ files, settings }: ActionContext): BatchWork {
  const path = String(settings.path);
  if (path.includes('{{')) {
    const detail = 'All records go into one file, so its name can’t come from a record.';
    throw new MillraceError('SETTING_WRONG', { label: 'File', field: 'path', detail });
  }
  const format = formatOf(path, settings.format);
  if (settings.mode === 'append' && (format === 'xlsx' || format === 'xml')) {
    const detail = 'Records can be added to CSV, TSV, JSON and JSON lines files only.';
    throw new MillraceError('SETTING_WRONG', { label: 'If the file exists', field: 'mode', detail });
  }
  const options: OutputOptions = {
    files,
    path,
    format,
    mode: settings.mode === 'append' || settings.mode === 'fail-if-exists' ? settings.mode : 'replace',
    columns: readColumns(settings.columns),
    guard: settings.spreadsheetSafe !== false,
    sheet: format === 'xlsx' ? readSheetName(settings.sheet) : '',
    recordPath: format === 'xml' ? readRecordPath(settings.recordPath) : '',
  };
  let output: Promise<Output> | undefined;
  let failure: MillraceError | undefined;

  const open = (call: CallContext): Promise<Output> => {
    output ??= openOutput(options, call.signal);
    return output;
  };
  /** After a failure nobody knows which rows are in, so nothing more is written and the file doesn't appear. */
  const guard = async (work: () => Promise<void>): Promise<void> => {
    if (failure) throw failure;
    try {
      await work();
    } catch (error) {
      failure = toMillraceError(error).withoutRetry();
      throw failure;
    }
  };

  return {
    ...planFile(options),
    async run(items, call) {
      await guard(async () =>
        (await open(call)).write(
          items.map(({ record }) => record),
          call,
        ),
      );
      return items.map(() => ({}));
    },
    // A whole file put in place twice is the same file; rows added twice aren't.
    repeatable: options.mode === 'replace',
    markBeforeFinish: () => describeTarget(options),
    wasFinished: async (mark) => JSON.stringify(await describeTarget(options)) !== JSON.stringify(mark),
    finish: (call) => guard(async () => (await open(call)).finish(call.signal)),
    async abandon() {
      failure ??= new MillraceError('RUN_CANCELLED');
      // A file that couldn't be opened has left nothing to remove.
      const opened = await output?.catch(() => undefined);
      await opened?.abandon();
    },
  };
}

async function describeTarget({ files, path }: OutputOptions): Promise<Json> {
  const facts = await files.describe(path);
  return facts ? { size: facts.size, modifiedAt: facts.modifiedAt } : null;
}

function openOutput(options: OutputOptions, signal: AbortSignal): Promise<Output> {
  switch (options.format) {
    case 'json':
      return openJsonOutput(options, signal);
    case 'jsonl':
      return openJsonLinesOutput(options, signal);
    case 'xlsx':
      return openXlsxOutput(options);
    case 'xml':
      return openXmlOutput(options);
    default:
      return openCsvOutput(options, signal);
  }
}

function readColumns(setting: Json | undefined): string[] | undefined {
  if (setting === undefined || setting === null) return undefined;
  if (Array.isArray(setting) && setting.every((name) => typeof name === 'string')) {
    const names = [...new Set(setting)];
    return names.length === 0 ? undefined : names;
  }
  const detail = 'It must be a list of names, such as ["Email", "Amount"].';
  throw new MillraceError('SETTING_WRONG', { label: 'Columns', field: 'columns', detail });
}
