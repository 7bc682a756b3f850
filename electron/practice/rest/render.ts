import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';

/** A list of children within a record. */
export interface RenderedList {
  readonly totalSize: number;
  readonly done: boolean;
  readonly nextRecordsUrl?: string;
  readonly records: readonly RenderedRecord[];
}

/**
 * A record as REST shows it: `attributes` first, then fields; parents are nested records, children nested lists. A
 * group of an aggregate query has no address.
 */
export interface RenderedRecord {
  [name: string]: Scalar | RenderedRecord | RenderedList | { readonly type: string; readonly url?: string };
}

/** Where a record can be read, and of which object it is. */
export function recordAttributes(base: string, object: SchemaObject, row: Row): { type: string; url: string } {
  return { type: object.name, url: `${base}/sobjects/${object.name}/${String(row.Id)}` };
}

/** A field's value as REST shows it: the content of a file is not in the record but under an address of its own. */
export function renderValue(base: string, object: SchemaObject, row: Row, name: string): Scalar {
  const value = row[name] ?? null;
  const isFile = value !== null && object.fieldByName.get(name.toLowerCase())?.type === 'base64';
  return isFile ? `${base}/sobjects/${object.name}/${String(row.Id)}/${name}` : value;
}

/** Shows the named fields of a record (canonical names), or all of them. */
export function renderRecord(
  base: string,
  object: SchemaObject,
  row: Row,
  names: readonly string[] | null = null,
): RenderedRecord {
  const record: RenderedRecord = { attributes: recordAttributes(base, object, row) };
  for (const name of names ?? object.fields.map((field) => field.name))
    record[name] = renderValue(base, object, row, name);
  return record;
}
