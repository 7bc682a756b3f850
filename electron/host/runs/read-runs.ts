import type { Store } from '../../storage/index.ts';
import { hasSucceeded } from './flow-calls.ts';
import type { LiveRuns } from './live-runs.ts';
import type { RunDetails, RunService } from './run-service-type.ts';
import type { RunsUnderWay } from './runs-under-way.ts';

/** Reads what is known of runs: those under way as they stand now, the others as they were recorded. */
export type RunReader = Pick<
  RunService,
  'list' | 'get' | 'findByNumber' | 'latest' | 'records' | 'failures' | 'called' | 'trace' | 'watch'
> & {
  /** A run as it stands now. Throws NOT_FOUND. */
  detailsOf(runId: string): RunDetails;
};

export function createRunReader(
  { runs, runRequests, retries }: Pick<Store, 'runs' | 'runRequests' | 'retries'>,
  live: LiveRuns,
  underWay: Pick<RunsUnderWay, 'has'>,
): RunReader {
  const withLiveState = ({ summary, state }: RunDetails): RunDetails => {
    const now = live.state(summary.runId);
    return now ? { summary: { ...summary, status: now.status }, state: now } : { summary, state };
  };
  const detailsOf = (runId: string) => withLiveState(runs.get(runId));
  return {
    detailsOf,
    list: (page) => runs.list(page),
    get: (runId) => {
      const details = detailsOf(runId);
      const ended = !underWay.has(runId) && !hasSucceeded(details.state);
      const resumable = ended && runRequests.read(runId) !== undefined && !retries.successor(runId);
      return { ...details, resumable };
    },
    findByNumber: (number) => runs.find(number),
    latest: (flowId) => {
      const latest = runs.latest(flowId);
      return latest ? withLiveState(latest) : null;
    },
    records: ({ runId, step, port, ...page }) => runs.records(runId, step, port, page),
    failures: ({ runId, step, ...page }) => runs.failures(runId, step, page),
    called: (runId, of) => runs.calledBy(runId, of),
    trace: ({ runId, ...record }) => runs.trace(runId, record),
    watch: async function* (runId, afterSeq, signal) {
      if (live.state(runId)) {
        yield* live.watch(runId, afterSeq, signal);
        return;
      }
      const events = runs.events(runId, afterSeq);
      if (events.length > 0) yield events;
    },
  };
}
