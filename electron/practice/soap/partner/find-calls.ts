import { isJsonObject } from '../../store/deserialize.ts';
import type { SoapCall, SoapOperation } from '../soap-call.ts';
import { writeElement, Xml } from '../write-xml.ts';
import { askRest } from './ask-rest.ts';
import { findSObjectType } from './read-sobject.ts';
import { writeRecord } from './record-xml.ts';

/** Finds records of several objects by text. */
const search: SoapOperation = (call) => {
  const answer = askRest(call, '/search', { q: call.body.textOf('searchString') ?? '' });
  const found: unknown = isJsonObject(answer) ? answer.searchRecords : answer;
  const records = (Array.isArray(found) ? found : []).filter(isJsonObject);
  const shown = records.map((record) => writeElement('searchRecords', new Xml(writeRecord(call, 'record', record))));
  return writeElement('result', new Xml(writeElement('queryId', '') + shown.join('')));
};

function asSoap(moment: unknown): string {
  return String(moment).replace(/\+0000$/, 'Z');
}

function replicate(call: SoapCall, what: 'updated' | 'deleted'): Readonly<Record<string, unknown>> {
  const { name } = findSObjectType(call, call.body.textOf('sObjectType')?.trim() ?? '');
  const span = { start: call.body.textOf('startDate')?.trim() ?? '', end: call.body.textOf('endDate')?.trim() ?? '' };
  const answer = askRest(call, `/sobjects/${name}/${what}`, span);
  return isJsonObject(answer) ? answer : {};
}

/** The records of an object that were created or changed within a span of time. */
const getUpdated: SoapOperation = (call) => {
  const { ids, latestDateCovered } = replicate(call, 'updated');
  return writeElement('result', {
    ids: (Array.isArray(ids) ? ids : []).map(String),
    latestDateCovered: asSoap(latestDateCovered),
  });
};

/** The records of an object that were deleted within a span of time. */
const getDeleted: SoapOperation = (call) => {
  const { deletedRecords, earliestDateAvailable, latestDateCovered } = replicate(call, 'deleted');
  const records = (Array.isArray(deletedRecords) ? deletedRecords : []).filter(isJsonObject);
  return writeElement('result', {
    deletedRecords: records.map(({ id, deletedDate }) => ({ deletedDate: asSoap(deletedDate), id: String(id) })),
    earliestDateAvailable: asSoap(earliestDateAvailable),
    latestDateCovered: asSoap(latestDateCovered),
  });
};

/** The calls that find records otherwise than by a query. */
export const findCalls: readonly (readonly [string, SoapOperation])[] = [
  ['search', search],
  ['getUpdated', getUpdated],
  ['getDeleted', getDeleted],
];
