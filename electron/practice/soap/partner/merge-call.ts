import { mergeRecords } from '../../merge/merge-records.ts';
import { clientFault } from '../fault.ts';
import type { SoapOperation } from '../soap-call.ts';
import { writeElement } from '../write-xml.ts';
import { readSObject } from './read-sobject.ts';
import { errorElements } from './results.ts';

/** Most requests of one call. Source: SOAP API, merge(). */
const requestLimit = 200;

/** Merges up to two records into a third, once for each request. */
export const merge: SoapOperation = (call) => {
  const requests = call.body.all('request').concat(call.body.all('mergeRequests'));
  if (requests.length > requestLimit) throw clientFault(`merge takes at most ${requestLimit} requests.`);
  return requests
    .map((request) => {
      const master = request.child('masterRecord');
      if (!master) throw clientFault('A merge request needs a masterRecord.');
      const { object, id, draft, error } = readSObject(call, master);
      if (error) return writeElement('result', { errors: errorElements([error]), id: null, success: false });
      const loserIds = request.textsOf('recordToMergeIds').map((text) => text.trim());
      const result = mergeRecords(call.org.store, { object, masterId: id, draft, loserIds }, call.writer);
      return writeElement('result', {
        errors: result.success ? undefined : errorElements(result.errors),
        id: result.id,
        mergedRecordIds: result.success ? [...result.mergedRecordIds] : undefined,
        success: result.success,
        updatedRelatedIds: result.success ? [...result.updatedRelatedIds] : undefined,
      });
    })
    .join('');
};
