import { isJsonObject } from '../../store/deserialize.ts';
import { BulkError } from '../bulk-error.ts';
import type { Cell } from '../ingest/row-writer.ts';
import { isElement, listOf, parseXml, textOf, type XmlContent } from './xml.ts';

/** The records of a batch as a table: names of the columns, and rows of as many cells. */
export interface RecordTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

type Record = ReadonlyMap<string, Cell>;

function tabulate(records: readonly Record[]): RecordTable {
  const header = new Map<string, string>();
  for (const record of records) {
    for (const name of record.keys()) if (!header.has(name.toLowerCase())) header.set(name.toLowerCase(), name);
  }
  const lower = [...header.keys()];
  const rows = records.map((record) => {
    const byName = new Map([...record].map(([name, cell]) => [name.toLowerCase(), cell]));
    return lower.map((name): Cell => (byName.has(name) ? (byName.get(name) ?? null) : ''));
  });
  return { header: [...header.values()], rows };
}

function isNil(content: XmlContent): boolean {
  return isElement(content) && content['@nil'] === 'true';
}

function readXmlRecord(content: XmlContent): Record {
  const record = new Map<string, Cell>();
  if (!isElement(content)) return record;
  for (const [name, value] of Object.entries(content)) {
    if (name.startsWith('@') || name.startsWith('#') || name === 'type') continue;
    if (isElement(value) && value.sObject !== undefined) {
      for (const [inner, cell] of readXmlRecord(value.sObject)) record.set(`${name}.${inner}`, cell);
    } else record.set(name, isNil(value) ? null : textOf(value));
  }
  return record;
}

/** Reads `<sObjects><sObject>…`. Throws BulkError. */
export function readXmlRecords(text: string): RecordTable {
  const root = parseXml(text).sObjects;
  if (root === undefined) throw new BulkError('InvalidBatch', 'Failed to parse XML: the root element must be sObjects');
  return tabulate(isElement(root) ? listOf(root.sObject).map(readXmlRecord) : []);
}

function jsonCell(name: string, value: unknown): Cell {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new BulkError('InvalidBatch', `Failed to parse JSON: value of ${name.slice(0, 80)} is of the wrong kind`);
}

function readJsonRecord(json: unknown): Record {
  if (!isJsonObject(json)) throw new BulkError('InvalidBatch', 'Failed to parse JSON: records must be objects');
  const record = new Map<string, Cell>();
  for (const [name, value] of Object.entries(json)) {
    if (name === 'attributes') continue;
    if (!isJsonObject(value)) record.set(name, jsonCell(name, value));
    else {
      for (const [inner, part] of Object.entries(value)) {
        if (inner !== 'attributes') record.set(`${name}.${inner}`, jsonCell(inner, part));
      }
    }
  }
  return record;
}

/** Reads a list of records as JSON. Throws BulkError. */
export function readJsonRecords(text: string): RecordTable {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The engine's message names no place in the caller's terms.
    throw new BulkError('InvalidBatch', 'Failed to parse JSON: the batch is not JSON');
  }
  if (!Array.isArray(json)) throw new BulkError('InvalidBatch', 'Failed to parse JSON: a list of records is expected');
  return tabulate(json.map(readJsonRecord));
}
