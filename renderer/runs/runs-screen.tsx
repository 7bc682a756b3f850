import { History, RefreshCw, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { formatCount, formatNumber } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf, navigate, type RouteQuery, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  Button,
  EmptyState,
  ErrorCard,
  LinkButton,
  ListTable,
  type MenuGroup,
  Screen,
  SkeletonRows,
} from '../ui/index.ts';
import { FailureDialog } from './failure-dialog.tsx';
import { filterRuns, hasFilters } from './filter-runs.ts';
import { runColumns } from './run-columns.tsx';
import { RunFilters } from './run-filters.tsx';
import styles from './runs-screen.module.css';
import { useHeldRuns } from './use-held-runs.ts';

/** Runs that are fetched at once; the contract allows no more in one page. */
const NEWEST = 1000;

/** Every run of this computer, the newest first. */
export function RunsScreen() {
  const client = useHost();
  const { query } = useRoute();
  const mayRun = useMay('runFlows');
  const flowId = query.flow;
  const { starterFlowId } = useAppInfo();
  const sampleFlow = useHostData((state) => state.flows.data?.find(({ id }) => id === starterFlowId));
  const resource = useResource(
    `runs ${flowId ?? ''}`,
    () => client.runs.list({ offset: 0, limit: NEWEST, ...(flowId ? { flowId } : {}) }),
    { refreshOn: (change) => change.type === 'runs.changed' && (!flowId || change.flowId === flowId) },
  );
  const { data, error } = resource;
  const isEmpty = data?.total === 0;
  const isFiltered = hasFilters(query);

  return (
    <Screen
      title="Runs"
      detail={data && !isEmpty && countRuns(data, query)}
      toolbar={data && (!isEmpty || isFiltered) && <RunFilters runs={data.runs} query={query} />}
    >
      {error && !data && <ErrorCard error={error} title="Runs couldn’t be read" onRetry={resource.refresh} />}
      {resource.showSkeleton && <SkeletonRows />}
      {isEmpty && !isFiltered && (
        <EmptyState
          icon={History}
          title="No runs yet"
          actions={
            <>
              <LinkButton variant="primary" href={addressOf({ screen: 'flows' })}>
                Go to Flows
              </LinkButton>
              {sampleFlow && (
                <LinkButton href={addressOf({ screen: 'flow', flowId: sampleFlow.id })}>
                  Open the sample flow
                </LinkButton>
              )}
            </>
          }
        >
          {mayRun ? 'Press Run in a flow.' : 'Runs of the flows show up here.'}
        </EmptyState>
      )}
      {data && (!isEmpty || isFiltered) && <RunTable runs={data.runs} total={data.total} query={query} />}
    </Screen>
  );
}

/** How many runs there are, and how many of them fit the filters. */
function countRuns({ runs, total }: { runs: readonly RunSummary[]; total: number }, query: RouteQuery): string {
  const matching = filterRuns(runs, query, Date.now()).length;
  return matching < runs.length
    ? `${formatNumber(matching)} of ${formatCount(total, 'run')}`
    : formatCount(total, 'run');
}

function RunTable({ runs, total, query }: { runs: readonly RunSummary[]; total: number; query: RouteQuery }) {
  const [isHeld, setIsHeld] = useState(false);
  const [failed, setFailed] = useState<RunSummary>();
  const { shown, arrived, takeArrived } = useHeldRuns(runs, isHeld);
  const columns = useMemo(() => runColumns(), []);
  const matching = filterRuns(shown, query, Date.now());
  if (matching.length === 0) {
    return (
      <EmptyState
        icon={SearchX}
        title={query.q ? `No runs match “${query.q}”.` : 'No runs match these filters.'}
        actions={<Button onClick={() => navigate({ screen: 'runs' }, {}, { replace: true })}>Clear filters</Button>}
      />
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: rows are held still under the pointer; nothing is done here
    <div
      style={{ display: 'contents' }}
      onMouseEnter={() => setIsHeld(true)}
      onMouseLeave={() => setIsHeld(false)}
      onFocus={() => setIsHeld(true)}
      onBlur={() => setIsHeld(false)}
    >
      {arrived > 0 && (
        <div>
          <Button size="small" icon={RefreshCw} onClick={takeArrived}>
            {formatCount(arrived, 'new run')}
          </Button>
        </div>
      )}
      <ListTable
        label="Runs"
        columns={columns}
        rows={matching}
        rowKey={({ runId }) => runId}
        listing={addressOf({ screen: 'runs' }, query)}
        rowName={(run) => String(run.number)}
        rowHref={({ runId }) => addressOf({ screen: 'run', runId })}
        rowStatus={({ status }) => status}
        rowMenu={(run) => menuOf(run, setFailed)}
      />
      {failed && <FailureDialog run={failed} onClose={() => setFailed(undefined)} />}
      {total > runs.length && (
        <p className={styles.note}>
          {hasFilters(query) ? 'Only the newest' : 'The newest'} {formatCount(runs.length, 'run')}{' '}
          {hasFilters(query) ? 'are searched' : 'are listed'}.
        </p>
      )}
    </div>
  );
}

/** What can be done with a run of the list. */
function menuOf(run: RunSummary, tellFailure: (run: RunSummary) => void): MenuGroup[] {
  const hasFailed = ['failed', 'interrupted'].includes(run.status) || run.failed > 0;
  return [
    [
      ...(hasFailed ? [{ label: 'What failed…', onSelect: () => tellFailure(run) }] : []),
      { label: 'Open run', onSelect: () => navigate({ screen: 'run', runId: run.runId }) },
      { label: 'Open flow', onSelect: () => navigate({ screen: 'flow', flowId: run.flowId }) },
    ],
  ];
}
