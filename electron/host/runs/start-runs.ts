import type { Catalog } from '../../../shared/connector/manifest.ts';
import { MillraceError } from '../../../shared/errors/index.ts';
import type { Random } from '../../ports/random.ts';
import type { Store } from '../../storage/index.ts';
import { carryOver } from './carry-over.ts';
import { fromKept, toKept } from './kept-request.ts';
import type { LaunchRun } from './launch-run.ts';
import { notResumable } from './resume-runs.ts';
import { checkRun } from './run-checks.ts';
import type { RunDocumentRequest } from './run-request.ts';
import type { RunService } from './run-service-type.ts';
import { refuseTriedAgain, stillUnderWay } from './tried-again.ts';

type Parts = {
  store: Store;
  random: Random;
  catalog(): Promise<Catalog>;
  launch: LaunchRun;
  isUnderWay(runId: string): boolean;
  /** Where relative paths of stored flows start. */
  filesFolder: string;
};

/** Begins runs: what a durable one has to do is kept before it begins. */
export function createRunStarts({
  store,
  random,
  catalog,
  launch,
  isUnderWay,
  filesFolder,
}: Parts): Pick<RunService, 'startDocument' | 'startKept' | 'startStored'> {
  const startDocument: RunService['startDocument'] = async (request) => {
    const { document } = request;
    const checked = await checkRun(store, await catalog(), request);
    // It may have been let go on meanwhile; from here to the claim nothing else has its turn.
    if (request.retryOf && isUnderWay(request.retryOf.runId)) throw stillUnderWay();
    const { scope = request.scope } = checked.part;
    const runId = request.runId ?? random.uuid();
    const durable = !request.dryRun && (request.durable ?? document.settings?.durable ?? true);
    const kept = toKept({ ...request, scope });
    if (request.calledBy) store.calledRuns.begin(runId, request.calledBy, durable ? kept : undefined);
    else if (durable) store.runRequests.keep(runId, kept);
    try {
      if (request.applies !== undefined && !store.plans.claim(request.applies, runId)) {
        throw new MillraceError('PLAN_NOT_APPLICABLE', { detail: 'it was applied already.' });
      }
      refuseTriedAgain(request.retries && store.retries.claim(request.retries, runId));
      if (request.continues) {
        const { entries } = carryOver(store.journal.read(request.continues.runId), runId);
        await store.journal.append(entries);
        store.journal.handOver(request.continues.runId, runId);
      }
      return await launch(runId, { ...request, durable }, checked);
    } catch (thrown) {
      // Nothing ran, so nothing can go on.
      store.runRequests.remove(runId);
      store.journal.remove(runId);
      if (request.continues) store.journal.handOver(runId, request.continues.runId);
      if (request.retries) store.retries.unclaim(runId);
      if (request.calledBy) store.calledRuns.forget(runId);
      if (request.dryRun) store.plans.remove(runId);
      if (request.applies !== undefined) store.plans.unclaim(request.applies, runId);
      throw thrown;
    }
  };

  const readKept = (runId: string): RunDocumentRequest => {
    const kept = store.runRequests.read(runId);
    if (!kept) throw notResumable('nothing is kept of what it has to do.');
    return fromKept(kept.request);
  };

  return {
    startDocument,
    startKept: async (runId, known) => {
      const request = known ?? readKept(runId);
      const checked = await checkRun(store, await catalog(), request);
      const durable = request.document.settings?.durable ?? true;
      const started = await launch(runId, { ...request, durable }, checked);
      if (!durable) store.runRequests.forget(runId);
      return started;
    },
    startStored: async ({ flowId, parameters, input, ...part }) => {
      const { document, bindings, revision } = store.flows.get(flowId);
      const { runId, result } = await startDocument({
        document: { ...document, id: flowId },
        revision,
        bindings,
        ...(parameters ? { parameters } : {}),
        ...(input ? { input } : {}),
        ...part,
        baseFolder: filesFolder,
      });
      // The run tells its own failure through its events; nobody waits for this promise.
      result.catch(() => undefined);
      return { runId };
    },
  };
}
