import type { RunSummary } from '../../shared/contract/index.ts';
import { formatNumber } from '../format/count.ts';
import { formatDuration, formatMoment, formatMomentInFull } from '../format/time.ts';
import { type ListColumn, lookOfStatus, StatusBadge } from '../ui/index.ts';
import { startOf, wordOfStart } from './run-start.ts';

/** The columns of the runs list. */
export function runColumns(): ListColumn<RunSummary>[] {
  return [
    { id: 'run', label: 'Run', sortBy: (run) => run.number, render: (run) => run.number },
    {
      id: 'flow',
      label: 'Flow',
      grows: true,
      sortBy: (run) => run.flowName,
      render: (run) => <span title={run.flowName}>{run.flowName}</span>,
    },
    { id: 'version', label: 'Version', secondary: true, sortBy: (run) => run.revision, render: (run) => run.revision },
    {
      id: 'status',
      label: 'Status',
      sortBy: (run) => lookOfStatus(run.status).label,
      render: (run) => <StatusBadge status={run.status} />,
    },
    {
      id: 'started',
      label: 'Started',
      sortBy: (run) => run.startedAt,
      render: (run) => (
        <time dateTime={run.startedAt} title={formatMomentInFull(run.startedAt)}>
          {formatMoment(run.startedAt)}
        </time>
      ),
    },
    {
      id: 'duration',
      label: 'Duration',
      align: 'end',
      sortBy: (run) => run.durationMs ?? Number.MAX_SAFE_INTEGER,
      render: (run) => (run.durationMs === null ? '—' : formatDuration(run.durationMs)),
    },
    {
      id: 'records',
      label: 'Records',
      align: 'end',
      sortBy: (run) => run.records,
      render: (run) => `${formatNumber(run.records)}${run.failed > 0 ? ` (${formatNumber(run.failed)} failed)` : ''}`,
    },
    {
      id: 'trigger',
      label: 'Trigger',
      secondary: true,
      sortBy: (run) => wordOfStart(startOf(run)),
      render: (run) => wordOfStart(startOf(run)),
    },
  ];
}
