import type { Scalar } from '../../schema/field.ts';
import type { ResultColumn } from '../../soql/columns.ts';
import type { WriteResult } from '../../store/record-error.ts';
import { escapeXml } from '../../text/escape-xml.ts';
import { usualFormat } from '../csv/format.ts';
import { writeCsvRow } from '../csv/write.ts';
import { writeRowErrors } from '../ingest/row-writer.ts';
import type { BatchForm } from '../job.ts';
import { cellText } from '../query/cell-text.ts';
import { dataloadNamespace, writeElements } from './xml.ts';

/** How result files of one form begin, go on between two entries, and end. */
export interface ResultFile {
  readonly head: string;
  readonly between: string;
  readonly tail: string;
}

const xmlDeclaration = '<?xml version="1.0" encoding="UTF-8"?>';
const json: ResultFile = { head: '[', between: ',', tail: ']' };

/** The frame of the results of a batch that changed records. */
export const writeFiles: Readonly<Record<BatchForm, ResultFile>> = {
  CSV: { head: writeCsvRow(['Id', 'Success', 'Created', 'Error'], usualFormat), between: '', tail: '' },
  XML: { head: `${xmlDeclaration}<results xmlns="${dataloadNamespace}">`, between: '', tail: '</results>' },
  JSON: json,
};

/** What became of one record. */
export function writeResult(form: BatchForm, result: WriteResult): string {
  const created = result.success && result.created;
  const errors = (result.success ? result.notes : result.errors) ?? [];
  if (form === 'CSV') {
    const reasons = result.success ? '' : writeRowErrors(errors);
    const cells = [result.id ?? '', String(result.success), String(created), reasons];
    return writeCsvRow(cells, usualFormat);
  }
  const entries = errors.map(({ code, message, fields }) => ({ fields, message, statusCode: code }));
  if (form === 'JSON') {
    return JSON.stringify({ success: result.success, created, id: result.id, errors: entries });
  }
  const errorTags = entries
    .map(({ fields, message, statusCode }) => {
      const names = fields.map((name) => `<fields>${escapeXml(name)}</fields>`).join('');
      return `<errors>${names}${writeElements({ message, statusCode })}</errors>`;
    })
    .join('');
  const id = result.id === null ? '' : writeElements({ id: result.id });
  return `<result>${errorTags}${id}${writeElements({ success: result.success, created })}</result>`;
}

/** The frame of the result of a query. */
export function queryFile(form: BatchForm, columns: readonly ResultColumn[]): ResultFile {
  if (form === 'JSON') return json;
  if (form === 'CSV') {
    return {
      head: writeCsvRow(
        columns.map(({ path }) => path),
        usualFormat,
      ),
      between: '',
      tail: '',
    };
  }
  const names = `xmlns="${dataloadNamespace}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"`;
  return { head: `${xmlDeclaration}<queryResult ${names}>`, between: '', tail: '</queryResult>' };
}

interface Tree {
  [name: string]: Scalar | Tree;
}

function nest(columns: readonly ResultColumn[], values: readonly Scalar[]): Tree {
  const root: Tree = {};
  for (const [index, { path }] of columns.entries()) {
    const names = path.split('.');
    const last = names.pop() ?? path;
    let place = root;
    for (const name of names) {
      const inner = place[name];
      const next: Tree = typeof inner === 'object' && inner !== null ? inner : {};
      place[name] = next;
      place = next;
    }
    place[last] = values[index] ?? null;
  }
  return root;
}

function writeTree(tree: Tree): string {
  return Object.entries(tree)
    .map(([name, value]) => {
      if (value === null) return `<${name} xsi:nil="true"/>`;
      return typeof value === 'object' ? `<${name}>${writeTree(value)}</${name}>` : writeElements({ [name]: value });
    })
    .join('');
}

/** One record a query found. */
export function writeRecord(
  form: BatchForm,
  objectName: string,
  columns: readonly ResultColumn[],
  values: readonly Scalar[],
): string {
  if (form === 'CSV') {
    const cells = columns.map(({ field }, index) => cellText(field, values[index] ?? null));
    return writeCsvRow(cells, usualFormat);
  }
  const tree = nest(columns, values);
  if (form === 'JSON') return JSON.stringify({ attributes: { type: objectName }, ...tree });
  return `<records xsi:type="sObject"><type>${escapeXml(objectName)}</type>${writeTree(tree)}</records>`;
}
