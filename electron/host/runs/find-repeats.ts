import type { Catalog } from '../../../shared/connector/manifest.ts';
import type { RerunOption } from '../../../shared/contract/reruns.ts';
import type { Store } from '../../storage/index.ts';

type Runs = { runs: Pick<Store['runs'], 'get' | 'has'>; retries: Pick<Store['retries'], 'all'> };

/**
 * The steps that changed something outside in a run, or in those that tried it again since, with the records that they
 * did it with: what running it from its start would do once more. Retries that were forgotten can't be counted.
 */
export function findRepeats(store: Runs, runId: string, catalog: Catalog): RerunOption['repeats'] {
  const writing = new Set(catalog.steps.filter(({ effect }) => effect === 'write').map(({ type }) => type));
  const done = doneSince(store, runId);
  return store.runs.get(runId).state.header.steps.flatMap(({ id, name, type }) => {
    const records = done.get(id) ?? 0;
    return writing.has(type) && records > 0 ? [{ step: id, name, records }] : [];
  });
}

/** Records that each step got through, by its id. */
function doneSince(store: Runs, runId: string): Map<string, number> {
  const retries = store.retries.all(runId).filter(({ retryId }) => store.runs.has(retryId));
  // One that goes on in the run's place begins with all that was done, and counts it.
  const successor = retries.find(({ step }) => step === undefined);
  if (successor) return doneSince(store, successor.retryId);
  const { steps } = store.runs.get(runId).state;
  const done = new Map(Object.values(steps).map(({ id, out }) => [id, out.out ?? 0]));
  for (const { retryId } of retries) {
    for (const [step, records] of doneSince(store, retryId)) done.set(step, (done.get(step) ?? 0) + records);
  }
  return done;
}
