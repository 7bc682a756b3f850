import { History, RefreshCw, SearchX } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { RunSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useHostData } from '../stores/host-data.ts';
import { addressOf, navigate, type RouteQuery, useRoute } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  Button,
  EmptyState,
  ErrorCard,
  LinkButton,
  ListTable,
  lookOfStatus,
  type MenuGroup,
  Screen,
  SearchField,
  SelectField,
  SkeletonRows,
} from '../ui/index.ts';
import { FailureDialog } from './failure-dialog.tsx';
import { runColumns } from './run-columns.tsx';
import { useHeldRuns } from './use-held-runs.ts';

/** Runs that are fetched at once; the contract allows no more in one page. */
const NEWEST = 1000;

/** Every run of this computer, the newest first. */
export function RunsScreen() {
  const client = useHost();
  const { query } = useRoute();
  const mayRun = useMay('runFlows');
  const flowId = query.flow;
  const resource = useResource(
    `runs ${flowId ?? ''}`,
    () => client.runs.list({ offset: 0, limit: NEWEST, ...(flowId ? { flowId } : {}) }),
    { refreshOn: (change) => change.type === 'runs.changed' && (!flowId || change.flowId === flowId) },
  );
  const { data, error } = resource;
  const isEmpty = data?.total === 0;
  const isFiltered = Boolean(flowId || query.status || query.q);

  return (
    <Screen
      title="Runs"
      detail={data && !isEmpty ? formatCount(data.total, 'run') : undefined}
      toolbar={data && (!isEmpty || isFiltered) && <RunFilters runs={data.runs} query={query} />}
    >
      {error && !data && <ErrorCard error={error} title="Runs couldn’t be read" onRetry={resource.refresh} />}
      {resource.showSkeleton && <SkeletonRows />}
      {isEmpty && !isFiltered && (
        <EmptyState
          icon={History}
          title="No runs yet"
          actions={
            <LinkButton variant="primary" href={addressOf({ screen: 'flows' })}>
              Go to Flows
            </LinkButton>
          }
        >
          {mayRun ? 'Press Run in a flow.' : 'Runs of the flows show up here.'}
        </EmptyState>
      )}
      {data && (!isEmpty || isFiltered) && <RunTable runs={data.runs} total={data.total} query={query} />}
    </Screen>
  );
}

function RunFilters({ runs, query }: { runs: readonly RunSummary[]; query: RouteQuery }) {
  const flows = useHostData((state) => state.flows.data);
  const change = (part: RouteQuery) => navigate({ screen: 'runs' }, { ...query, ...part }, { replace: true });
  const statuses = [...new Set([...runs.map(({ status }) => status), ...(query.status ? [query.status] : [])])];
  return (
    <>
      <SearchField label="Search runs" value={query.q ?? ''} onChange={(q) => change({ q })} />
      <SelectField
        label="Flow"
        hideLabel
        value={query.flow ?? ''}
        options={[
          { value: '', label: 'Any flow' },
          ...(flows ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        onChange={(flow) => change({ flow: flow ?? '' })}
      />
      <SelectField
        label="Status"
        hideLabel
        value={query.status ?? ''}
        options={[
          { value: '', label: 'Any status' },
          ...statuses.map((value) => ({ value, label: lookOfStatus(value).label })),
        ]}
        onChange={(status) => change({ status: status ?? '' })}
      />
    </>
  );
}

function RunTable({ runs, total, query }: { runs: readonly RunSummary[]; total: number; query: RouteQuery }) {
  const [isHeld, setIsHeld] = useState(false);
  const [failed, setFailed] = useState<RunSummary>();
  const { shown, arrived, takeArrived } = useHeldRuns(runs, isHeld);
  const columns = useMemo(() => runColumns(), []);
  const search = (query.q ?? '').trim().toLowerCase();
  const matching = shown.filter(
    (run) =>
      (search === '' ||
        `${run.number}\n${run.flowName}\n${run.runId}\n${run.trigger}`.toLowerCase().includes(search)) &&
      (!query.status || run.status === query.status),
  );
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
        rowName={(run) => String(run.number)}
        rowHref={({ runId }) => addressOf({ screen: 'run', runId })}
        rowStatus={({ status }) => status}
        rowMenu={(run) => menuOf(run, setFailed)}
      />
      {failed && <FailureDialog run={failed} onClose={() => setFailed(undefined)} />}
      {total > runs.length && <p>The newest {formatCount(runs.length, 'run')} are listed.</p>}
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
