import { Workflow } from 'lucide-react';
import { formatCount } from '../format/count.ts';
import { formatMoment } from '../format/time.ts';
import { useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { lookOfStatus, StatusBadge } from '../ui/index.ts';
import { HomeCard, HomeRow, HomeRows, NothingHere } from './home-card.tsx';

/** Rows of a card before “See all” (ui.md §4). */
const ROWS = 5;

/** The flows that were changed last. */
export function RecentFlows() {
  const { data, error } = useHostData((state) => state.flows);
  const refresh = useHostData((state) => state.refresh);
  const recent = (data ?? []).toSorted((one, other) => other.updatedAt.localeCompare(one.updatedAt)).slice(0, ROWS);
  return (
    <HomeCard
      title="Recent flows"
      onRetry={() => void refresh('flows')}
      loading={!data}
      error={error}
      seeAll={data && data.length > ROWS ? addressOf({ screen: 'flows' }) : undefined}
    >
      {recent.length === 0 ? (
        <NothingHere>No flows yet.</NothingHere>
      ) : (
        <HomeRows>
          {recent.map((flow) => (
            <HomeRow
              key={flow.id}
              href={addressOf({ screen: 'flow', flowId: flow.id })}
              icon={<Workflow size={20} strokeWidth={1.75} aria-hidden />}
              name={flow.name}
              detail={`${lookOfStatus(flow.status).label} · ${formatCount(flow.stepCount, 'step')} · ${formatMoment(flow.updatedAt)}`}
            />
          ))}
        </HomeRows>
      )}
    </HomeCard>
  );
}

/** The newest runs of all flows. */
export function RecentRuns() {
  const mayRun = useMay('runFlows');
  const { data, error } = useHostData((state) => state.runs);
  const refresh = useHostData((state) => state.refresh);
  const recent = data?.runs.slice(0, ROWS) ?? [];
  return (
    <HomeCard
      title="Recent runs"
      onRetry={() => void refresh('runs')}
      loading={!data}
      error={error}
      seeAll={data && data.total > ROWS ? addressOf({ screen: 'runs' }) : undefined}
    >
      {recent.length === 0 ? (
        <NothingHere>No runs yet.{mayRun && ' Press Run in a flow.'}</NothingHere>
      ) : (
        <HomeRows>
          {recent.map((run) => (
            <HomeRow
              key={run.runId}
              href={addressOf({ screen: 'run', runId: run.runId })}
              icon={<StatusBadge status={run.status} iconOnly />}
              name={run.flowName}
              detail={`${formatMoment(run.startedAt)} · ${formatCount(run.records, 'record')}${run.failed > 0 ? ` · ${run.failed} failed` : ''}`}
            />
          ))}
        </HomeRows>
      )}
    </HomeCard>
  );
}
