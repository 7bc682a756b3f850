import { type RecordError, refuseWrite, type WriteResult } from './record-error.ts';
import type { Store } from './store.ts';

/** What the records say that were well and are undone because others of the same call were not. */
const rolledBack: RecordError = {
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

/** Runs the writes one after another; with `allOrNone` one failure undoes all and marks the others as rolled back. */
export function writeAll(
  store: Store,
  allOrNone: boolean,
  writes: readonly (() => WriteResult)[],
): readonly WriteResult[] {
  const results = store.transact(() => {
    const outcome = writes.map((write) => write());
    return { rollback: allOrNone && outcome.some((result) => !result.success), result: outcome };
  });
  const undone = allOrNone && results.some((result) => !result.success);
  return results.map((result) => (undone && result.success ? refuseWrite(null, rolledBack, result.created) : result));
}
