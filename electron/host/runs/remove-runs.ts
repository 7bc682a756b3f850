import { MillraceError } from '../../../shared/errors/index.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../storage/index.ts';
import type { Changes } from '../changes.ts';
import type { LiveRuns } from './live-runs.ts';
import type { RunService } from './run-service-type.ts';
import type { RunsUnderWay } from './runs-under-way.ts';

/** Runs that are removed in one go, so that the host keeps its turns. */
const REMOVED_AT_ONCE = 50;

type Parts = {
  store: Pick<Store, 'runs'>;
  clock: Pick<Clock, 'yield'>;
  changes: Changes;
  live: Pick<LiveRuns, 'forget'>;
  underWay: Pick<RunsUnderWay, 'has'>;
};

/** Removes runs that people want to be forgotten, each with those that it called, which worked on its records. */
export function createRunRemoval({ store, clock, changes, live, underWay }: Parts): RunService['remove'] {
  return async (runId) => {
    store.runs.get(runId);
    if (underWay.has(runId)) throw new MillraceError('RUN_UNDER_WAY');
    // The run itself goes last: cut off in between, it is still there to be forgotten.
    const going = [runId, ...store.runs.calledForAlone(runId)];
    const flowIds = new Set<string>();
    while (going.length > 0) {
      if (going.some((id) => underWay.has(id))) throw new MillraceError('RUN_UNDER_WAY');
      const gone = going.splice(-REMOVED_AT_ONCE).filter((id) => store.runs.has(id));
      const named = gone.map((id) => ({ runId: id, flowId: store.runs.get(id).summary.flowId }));
      store.runs.remove(...gone);
      for (const one of named) {
        live.forget(one.runId);
        flowIds.add(one.flowId);
        changes.publish({ type: 'runs.changed', ...one, status: 'removed' });
      }
      if (going.length > 0) await clock.yield();
    }
    for (const flowId of flowIds) changes.publish({ type: 'flows.changed', flowId });
  };
}
