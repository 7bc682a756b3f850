import type { Catalog } from '../../../shared/connector/manifest.ts';
import { MillraceError, toMillraceError } from '../../../shared/errors/index.ts';
import { TRIES_BY_ITSELF } from '../../../shared/run/tries.ts';
import type { Log } from '../../ports/log.ts';
import type { Store } from '../../storage/index.ts';
import { hasSucceeded } from './flow-calls.ts';
import { fromKept } from './kept-request.ts';
import type { LaunchRun } from './launch-run.ts';
import type { PausedRuns } from './paused-runs.ts';
import { checkRun } from './run-checks.ts';
import type { RunDetails, RunService } from './run-service-type.ts';
import type { RunsUnderWay } from './runs-under-way.ts';
import { refuseTriedAgain } from './tried-again.ts';

type Parts = {
  store: Store;
  catalog(): Promise<Catalog>;
  underWay: RunsUnderWay;
  /** A run as it stands now. Throws NOT_FOUND. */
  detailsOf(runId: string): RunDetails;
  paused: Pick<PausedRuns, 'end' | 'waits' | 'watch'>;
  launch: LaunchRun;
  log: Log;
};

/** Lets runs go on. */
export type RunResumption = Pick<RunService, 'resume' | 'resumeInterrupted' | 'goingOnThemselves'> & {
  /** As `resume`, for a run that may have ended in any way: its caller needs what it came to. */
  goOn: RunService['resume'];
};

export function createRunResumption({
  store,
  catalog,
  underWay,
  detailsOf,
  paused,
  launch,
  log,
}: Parts): RunResumption {
  const begin: RunService['resume'] = async (runId, watching) => {
    const { state } = detailsOf(runId);
    const kept = store.runRequests.read(runId);
    if (!kept) throw notResumable('nothing is kept of what it has to do.');
    refuseTriedAgain(store.retries.successor(runId));
    const request = fromKept(kept.request);
    // What stopped it is tried again as it goes on.
    for (const { id: step, onError = 'stop' } of request.document.steps) {
      if (onError === 'stop') refuseTriedAgain(store.retries.find({ of: runId, step }));
    }
    const checked = await checkRun(store, await catalog(), request);
    paused.end(runId);
    const attempt = store.runRequests.countAttempt(runId);
    store.calledRuns.replaceAll(runId);
    const entries = store.journal.read(runId);
    const resumed = { attempt, startedAt: state.header.startedAt, entries, lastSeq: state.lastSeq };
    return launch(runId, { ...request, durable: true, ...watching }, checked, resumed);
  };

  const goOn: RunService['resume'] = (runId, watching) => underWay.beginOnce(runId, () => begin(runId, watching));

  const resume: RunService['resume'] = async (runId, watching) => {
    const { state } = detailsOf(runId);
    const kept = store.runRequests.read(runId);
    if (underWay.has(runId)) throw notResumable('it is under way.');
    if (!kept) throw notResumable('nothing is kept of what it has to do.');
    if (hasSucceeded(state)) throw notResumable('each of its records has come to its end.');
    return goOn(runId, watching);
  };

  const goingOnThemselves = (): string[] =>
    store.runRequests.interrupted().filter((runId) => (store.runRequests.read(runId)?.attempts ?? 0) < TRIES_BY_ITSELF);

  return {
    goOn,
    resume,
    goingOnThemselves,
    resumeInterrupted: async (which = 'all') => {
      const going: string[] = [];
      paused.watch();
      for (const runId of goingOnThemselves()) {
        const kept = store.runRequests.read(runId);
        if (!kept || paused.waits(runId)) continue;
        if (store.retries.successor(runId)) continue;
        try {
          if (which !== 'all' && Object.keys(fromKept(kept.request).bindings).length > 0) continue;
          const { result } = await resume(runId);
          // The run tells its own failure through its events; nobody waits for this promise.
          result.catch(() => undefined);
          going.push(runId);
        } catch (thrown) {
          log.warn('An interrupted run can’t go on', { runId, detail: toMillraceError(thrown).message });
        }
      }
      return going;
    },
  };
}

/** RUN_NOT_RESUMABLE, with what keeps the run from going on. */
export function notResumable(detail: string): MillraceError {
  return new MillraceError('RUN_NOT_RESUMABLE', { detail });
}
