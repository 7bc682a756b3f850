import { parseId } from '../../ids.ts';
import { renderRecord } from '../../rest/render.ts';
import type { SchemaObject } from '../../schema/object.ts';
import { type RecordError, refuseWrite, type WriteResult } from '../../store/record-error.ts';
import { createRecord, deleteRecord, purgeRecord, undeleteRecord, updateRecord } from '../../store/records.ts';
import { upsertRecord } from '../../store/upsert.ts';
import { writeAll } from '../../store/write-all.ts';
import { SoapFault } from '../fault.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { writeElement } from '../write-xml.ts';
import { findSObjectField, findSObjectType, readIdOf, readSObject, type SentRecord } from './read-sobject.ts';
import { writeRecord } from './record-xml.ts';
import { writeSaveResult } from './results.ts';

/** Most records one call takes, and most ids `retrieve` does. Source: SOAP API, create() and retrieve(). */
const recordLimit = 200;
const retrieveLimit = 2000;

function checkCount(count: number, limit: number): void {
  if (count <= limit) return;
  const message = `record limit reached. cannot submit more than ${limit} records into this call`;
  throw new SoapFault('EXCEEDED_ID_LIMIT', message);
}

const malformedId = (text: string): RecordError => ({
  code: 'MALFORMED_ID',
  message: `malformed id ${text.slice(0, 200)}`,
  fields: ['Id'],
});

const missingId = (verb: string): RecordError => ({
  code: 'MISSING_ARGUMENT',
  message: `Id not specified in an ${verb} call`,
  fields: [],
});

function saveAll(call: SoapCall, write: (sent: SentRecord) => WriteResult, withCreated = false): string {
  const elements = call.body.all('sObjects');
  checkCount(elements.length, recordLimit);
  const records = elements.map((element) => readSObject(call, element));
  const results = writeAll(
    call.org.store,
    call.allOrNone,
    records.map((sent) => () => (sent.error ? refuseWrite(null, sent.error) : write(sent))),
  );
  return results.map((result) => writeSaveResult(result, withCreated)).join('');
}

const create: SoapOperation = (call) =>
  saveAll(call, ({ object, id, draft }) => {
    if (id === null) return createRecord(call.org.store, object, draft, call.writer);
    const message = 'cannot specify Id in an insert call';
    return refuseWrite(null, { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: ['Id'] });
  });

const update: SoapOperation = (call) =>
  saveAll(call, ({ object, id: text, draft }) => {
    if (text === null) return refuseWrite(null, missingId('update'));
    const id = readIdOf(object, text);
    return id ? updateRecord(call.org.store, object, id, draft, call.writer) : refuseWrite(null, malformedId(text));
  });

const upsert: SoapOperation = (call) => {
  const keyName = call.body.textOf('externalIDFieldName')?.trim() || 'Id';
  return saveAll(
    call,
    ({ object, id, draft }) => {
      const key = findSObjectField(object, keyName);
      if (key.type !== 'id' && !key.externalId && !key.idLookup) {
        const message = `Field name provided, ${key.name} does not match an External ID, Salesforce Id, or indexed field for ${object.name}`;
        return refuseWrite(null, { code: 'INVALID_FIELD', message, fields: [] });
      }
      if (key.type !== 'id' && id !== null) {
        const message = 'cannot specify Id in an upsert call by an external id';
        return refuseWrite(null, { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message, fields: ['Id'] });
      }
      const value = key.type === 'id' ? id : (draft.get(key.name) ?? null);
      return upsertRecord(call.org.store, object, key, value, draft, call.writer);
    },
    true,
  );
};

function eachId(call: SoapCall, write: (object: SchemaObject, id: string) => WriteResult): string {
  const ids = call.body.textsOf('ids');
  checkCount(ids.length, recordLimit);
  const writes = ids.map((text) => (): WriteResult => {
    const id = parseId(text.trim());
    const object = id ? call.schema.findByPrefix(id) : undefined;
    return id && object ? write(object, id) : refuseWrite(null, malformedId(text));
  });
  return writeAll(call.org.store, call.allOrNone, writes)
    .map((result) => writeSaveResult(result))
    .join('');
}

const remove: SoapOperation = (call) =>
  eachId(call, (object, id) => deleteRecord(call.org.store, object, id, call.writer));

const undelete: SoapOperation = (call) =>
  eachId(call, (object, id) => undeleteRecord(call.org.store, object, id, call.writer));

const emptyRecycleBin: SoapOperation = (call) => eachId(call, (object, id) => purgeRecord(call.org.store, object, id));

/** One result for each id, nil where there is no such record. */
const retrieve: SoapOperation = (call) => {
  const object = findSObjectType(call, call.body.textOf('sObjectType')?.trim() ?? '');
  const list = call.body.textOf('fieldList') ?? '';
  const names = list
    .split(',')
    .flatMap((name) => (name.trim() === '' ? [] : findSObjectField(object, name.trim()).name));
  const ids = call.body.textsOf('ids');
  checkCount(ids.length, retrieveLimit);
  if (names.length === 0) throw new SoapFault('MISSING_ARGUMENT', 'The fieldList parameter is required.');
  return ids
    .map((text) => {
      const id = readIdOf(object, text.trim());
      if (!id) throw new SoapFault('MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
      const row = call.org.store.table(object).find(id);
      return row
        ? writeRecord(call, 'result', renderRecord(call.base, object, row, [...new Set(names)]))
        : writeElement('result', null);
    })
    .join('');
};

/** The calls that read and write records by id. */
export const recordCalls: readonly (readonly [string, SoapOperation])[] = [
  ['create', create],
  ['update', update],
  ['upsert', upsert],
  ['delete', remove],
  ['undelete', undelete],
  ['emptyRecycleBin', emptyRecycleBin],
  ['retrieve', retrieve],
];
