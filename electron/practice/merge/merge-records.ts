import { parseId } from '../ids.ts';
import type { SchemaObject } from '../schema/object.ts';
import type { Draft } from '../store/deserialize.ts';
import type { RecordError } from '../store/record-error.ts';
import { deleteRecord, missingRecord, updateRecord, type WriteContext } from '../store/records.ts';
import type { Store } from '../store/store.ts';

/** The objects whose records can be merged. Source: SOAP API, merge(). */
const mergeable = new Set(['Account', 'Contact', 'Lead']);

/** Most records that are merged into another in one request. */
const losersLimit = 2;

/** What is merged into what. */
export interface MergeRequest {
  readonly object: SchemaObject;
  /** The record that stays, as its id was written. */
  readonly masterId: string | null;
  /** Values the record that stays gets. */
  readonly draft: Draft;
  /** The records that go, as their ids were written. */
  readonly loserIds: readonly string[];
}

/** What became of a merge. */
export type MergeResult =
  | {
      readonly success: true;
      readonly id: string;
      readonly mergedRecordIds: readonly string[];
      /** The records that belonged to a record that is gone, and now to the one that stays. */
      readonly updatedRelatedIds: readonly string[];
    }
  | { readonly success: false; readonly id: string | null; readonly errors: readonly RecordError[] };

const refuse = (id: string | null, code: string, message: string): MergeResult => ({
  success: false,
  id,
  errors: [{ code, message, fields: [] }],
});

/** Gives the children of one record to another; the ids of those moved. Throws nothing: a refusal ends the merge. */
function moveChildren(
  store: Store,
  object: SchemaObject,
  from: string,
  to: string,
  context: WriteContext,
): { readonly moved: readonly string[]; readonly errors: readonly RecordError[] } {
  const moved: string[] = [];
  for (const child of store.schema.objects) {
    for (const field of child.fields) {
      if (!field.reference?.to.includes(object.name)) continue;
      for (const childId of [...store.table(child).findBy(field.name, from)]) {
        // The one that stays must not become its own parent.
        const target = childId === to ? null : to;
        // Children move even where the caller could not edit them, as the service does.
        const everything = { ...context, schema: store.schema };
        const result = updateRecord(store, child, childId, new Map([[field.name, target]]), everything);
        if (!result.success) return { moved, errors: result.errors };
        moved.push(childId);
      }
    }
  }
  return { moved, errors: [] };
}

function mergeInto(store: Store, request: MergeRequest, master: string, context: WriteContext): MergeResult {
  const { object } = request;
  const losers: string[] = [];
  for (const text of request.loserIds) {
    const id = parseId(text);
    if (!id?.startsWith(object.keyPrefix)) return refuse(master, 'MALFORMED_ID', `malformed id ${text.slice(0, 200)}`);
    if (id === master || losers.includes(id)) {
      return refuse(master, 'INVALID_OPERATION', 'a record cannot be merged with itself');
    }
    losers.push(id);
  }
  const updated = updateRecord(store, object, master, request.draft, context);
  if (!updated.success) return { success: false, id: master, errors: updated.errors };
  const related = new Set<string>();
  for (const loser of losers) {
    if (!store.table(object).find(loser)) {
      return { success: false, id: master, errors: [missingRecord(store, object, loser)] };
    }
    const { moved, errors } = moveChildren(store, object, loser, master, context);
    if (errors.length > 0) return { success: false, id: master, errors };
    for (const id of moved) if (id !== master && !losers.includes(id)) related.add(id);
    const deleted = deleteRecord(store, object, loser, context);
    if (!deleted.success) return { success: false, id: master, errors: deleted.errors };
  }
  return { success: true, id: master, mergedRecordIds: losers, updatedRelatedIds: [...related] };
}

/**
 * Merges up to two records of an object into a third: it gets the values sent, the children of the others become its
 * own, the others go to the recycle bin. All of it or nothing.
 */
export function mergeRecords(store: Store, request: MergeRequest, context: WriteContext): MergeResult {
  const { object, masterId, loserIds } = request;
  if (!mergeable.has(object.name)) {
    return refuse(null, 'INVALID_OPERATION', `merge is not supported for ${object.name}`);
  }
  if (masterId === null) return refuse(null, 'MISSING_ARGUMENT', 'Id of the master record not specified');
  const master = parseId(masterId);
  if (!master?.startsWith(object.keyPrefix)) {
    return refuse(null, 'MALFORMED_ID', `malformed id ${masterId.slice(0, 200)}`);
  }
  if (loserIds.length === 0 || loserIds.length > losersLimit) {
    const message = `merge takes 1 to ${losersLimit} records to merge, not ${loserIds.length}`;
    return refuse(master, 'INVALID_OPERATION', message);
  }
  return store.transact(() => {
    const result = mergeInto(store, request, master, context);
    return { rollback: !result.success, result };
  });
}
