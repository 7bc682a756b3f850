import { isJsonObject } from '../../store/deserialize.ts';
import { escapeXml } from '../../text/escape-xml.ts';
import type { SoapCall } from '../soap-call.ts';
import { writeElement, Xml } from '../write-xml.ts';

/** Records as REST shows them: `attributes`, fields, nested parents and results of children. */
type ShownRecord = Readonly<Record<string, unknown>>;

const restMoment = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3})\+0000$/;

function typeOf(record: ShownRecord): string {
  const attributes = record.attributes;
  return isJsonObject(attributes) ? String(attributes.type) : '';
}

/** A value as SOAP writes it: moments end in `Z`; files are their content, where REST gives an address. */
function writeValue(call: SoapCall, typeName: string, name: string, value: unknown): string {
  if (value === null || value === undefined) return writeElement(`sf:${name}`, null);
  const field = call.schema.find(typeName)?.fieldByName.get(name.toLowerCase());
  const text = String(value);
  const moment = restMoment.exec(text);
  // Aggregates have no field that tells their type.
  if (moment && (field === undefined || field.type === 'datetime')) return writeElement(`sf:${name}`, `${moment[1]}Z`);
  if (field?.type !== 'base64') return writeElement(`sf:${name}`, text);
  const id = /\/sobjects\/\w+\/(\w{18})\//.exec(text)?.[1];
  const content = id === undefined ? undefined : call.org.store.findById(id)?.[field.name];
  return writeElement(`sf:${name}`, content ?? text);
}

function writeMember(call: SoapCall, typeName: string, name: string, value: unknown): string {
  if (!isJsonObject(value)) return writeValue(call, typeName, name, value);
  if (Array.isArray(value.records)) {
    return writeElement(`sf:${name}`, new Xml(writeResult(call, value)), { 'xsi:type': 'QueryResult' });
  }
  return 'attributes' in value ? writeRecord(call, `sf:${name}`, value) : '';
}

/**
 * Writes a record. The partner service names its type first, then its id (nil when it was not asked for), then what was
 * asked for, the id once more if it was; the enterprise service types the element and writes only what was asked for.
 */
export function writeRecord(call: SoapCall, tag: string, record: ShownRecord): string {
  const typeName = typeOf(record);
  const members = Object.entries(record)
    .filter(([name]) => name !== 'attributes')
    .map(([name, value]) => writeMember(call, typeName, name, value))
    .join('');
  if (call.api.kind === 'enterprise') return writeElement(tag, new Xml(members), { 'xsi:type': `sf:${typeName}` });
  const id = typeof record.Id === 'string' ? record.Id : null;
  const head = `<sf:type>${escapeXml(typeName)}</sf:type>${writeElement('sf:Id', id)}`;
  return writeElement(tag, new Xml(head + members), { 'xsi:type': 'sf:sObject' });
}

/** Writes what is inside a query result, of a REST answer: done, the locator of the next page, the records, the size. */
export function writeResult(call: SoapCall, result: ShownRecord): string {
  const { nextRecordsUrl, records, totalSize, done } = result;
  const locator = typeof nextRecordsUrl === 'string' ? nextRecordsUrl.slice(nextRecordsUrl.lastIndexOf('/') + 1) : null;
  const shown = Array.isArray(records) ? records.filter(isJsonObject) : [];
  return [
    writeElement('done', done === true),
    writeElement('queryLocator', locator),
    ...shown.map((record) => writeRecord(call, 'records', record)),
    writeElement('size', Number(totalSize)),
  ].join('');
}
