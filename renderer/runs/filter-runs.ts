import type { RunSummary } from '../../shared/contract/index.ts';
import type { RouteQuery } from '../stores/navigation.ts';
import { startOf } from './run-start.ts';

const DAY_MS = 24 * 3_600_000;

/** How far back the list goes, in days, by what stands in its address; without one, as far as runs are kept. */
export const periods = [
  { value: '', label: 'Any time' },
  { value: '1', label: 'Last 24 hours' },
  { value: '7', label: 'Last 7 days' },
  { value: '30', label: 'Last 30 days' },
] as const;

/** True where an address filters at all. The flow is among its filters, but the host is asked for that. */
export function hasFilters(query: RouteQuery): boolean {
  return ['q', 'flow', 'status', 'trigger', 'period'].some((name) => query[name]);
}

/** The runs that fit an address: its search, status, trigger and period. `now` in ms, as of `Date.now`. */
export function filterRuns(runs: readonly RunSummary[], query: RouteQuery, now: number): RunSummary[] {
  const search = (query.q ?? '').trim().toLowerCase();
  const days = Number(query.period ?? '');
  const since = days > 0 ? now - days * DAY_MS : Number.NEGATIVE_INFINITY;
  return runs.filter(
    (run) =>
      textOf(run).includes(search) &&
      (!query.status || run.status === query.status) &&
      (!query.trigger || startOf(run) === query.trigger) &&
      Date.parse(run.startedAt) >= since,
  );
}

function textOf({ number, flowName, runId, trigger }: RunSummary): string {
  return `${number}\n${flowName}\n${runId}\n${trigger}`.toLowerCase();
}
