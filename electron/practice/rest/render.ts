import type { Scalar } from '../schema/field.ts';
import type { Row, SchemaObject } from '../schema/object.ts';

/** A record as REST shows it: `attributes` first, then fields; parents are nested records. */
export interface RenderedRecord {
  [name: string]: Scalar | RenderedRecord | { readonly type: string; readonly url: string };
}

/** Where a record can be read, and of which object it is. */
export function recordAttributes(base: string, object: SchemaObject, row: Row): { type: string; url: string } {
  return { type: object.name, url: `${base}/sobjects/${object.name}/${String(row.Id)}` };
}

/** Shows the named fields of a record (canonical names), or all of them. */
export function renderRecord(
  base: string,
  object: SchemaObject,
  row: Row,
  names: readonly string[] | null = null,
): RenderedRecord {
  const record: RenderedRecord = { attributes: recordAttributes(base, object, row) };
  for (const name of names ?? object.fields.map((field) => field.name)) record[name] = row[name] ?? null;
  return record;
}
