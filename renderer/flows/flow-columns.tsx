import type { FlowSummary } from '../../shared/contract/index.ts';
import { formatMoment, formatMomentInFull } from '../format/time.ts';
import { addressOf } from '../stores/navigation.ts';
import { type ListColumn, lookOfStatus, StatusBadge } from '../ui/index.ts';
import styles from './flows-screen.module.css';

/** The columns of the flows list. `owner` is the computer's user, who owns every flow of this computer. */
export function flowColumns(owner: string): ListColumn<FlowSummary>[] {
  return [
    { id: 'name', label: 'Name', grows: true, sortBy: (flow) => flow.name, render: (flow) => flow.name },
    { id: 'version', label: 'Version', sortBy: (flow) => flow.revision, render: (flow) => flow.revision },
    {
      id: 'status',
      label: 'Status',
      sortBy: (flow) => lookOfStatus(flow.status).label,
      render: (flow) =>
        flow.activation && (flow.activation.pausedAt !== null || flow.activation.trouble !== null) ? (
          <StatusBadge status="interrupted" label={flow.activation.pausedAt === null ? 'Can’t start' : 'Paused'} />
        ) : (
          <StatusBadge status={flow.status} />
        ),
    },
    {
      id: 'lastRun',
      label: 'Last run',
      sortBy: (flow) => flow.lastRun?.startedAt ?? '',
      render: ({ lastRun }) =>
        lastRun ? (
          <a
            className={styles.lastRun}
            href={addressOf({ screen: 'run', runId: lastRun.runId })}
            title={`${lookOfStatus(lastRun.status).label}, ${formatMomentInFull(lastRun.startedAt)}`}
          >
            <StatusBadge status={lastRun.status} iconOnly />
            {formatMoment(lastRun.startedAt)}
          </a>
        ) : (
          <span className={styles.never}>never</span>
        ),
    },
    { id: 'owner', label: 'Owner', render: () => owner },
    {
      id: 'connections',
      label: 'Connections',
      render: ({ connections }) => (
        <span className={styles.connections}>
          {connections.map((connection) => (
            <span key={connection.id} className={styles.connection}>
              <span className={styles.connectionName}>{connection.name}</span>
              <StatusBadge status={connection.status} iconOnly />
            </span>
          ))}
        </span>
      ),
    },
  ];
}
