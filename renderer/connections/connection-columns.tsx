import type { ConnectorManifest } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { formatMoment, formatMomentInFull } from '../format/time.ts';
import { shownStatus } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { EnvironmentTag, type ListColumn, lookOfStatus, StatusBadge } from '../ui/index.ts';
import { describeConnection } from './connection-words.ts';
import styles from './connections-screen.module.css';
import { SecretsPill } from './secrets/secrets-pill.tsx';
import type { SecretsProblem } from './secrets/use-vault.ts';

/** The columns of the connections list. */
export function connectionColumns(
  connectors: ReadonlyMap<string, ConnectorManifest>,
  testing: ReadonlySet<string>,
  unreadable: ReadonlyMap<string, SecretsProblem>,
): ListColumn<ConnectionSummary>[] {
  const words = (connection: ConnectionSummary) => describeConnection(connection, connectors);
  return [
    { id: 'name', label: 'Name', grows: true, sortBy: ({ name }) => name, render: ({ name }) => name },
    { id: 'system', label: 'System', sortBy: (row) => words(row).system, render: (row) => words(row).system },
    {
      id: 'environment',
      label: 'Environment',
      sortBy: (row) => words(row).environment,
      render: (row) => (
        <span className={styles.environment}>
          {words(row).environment}
          {row.environment === 'production' && <EnvironmentTag environment={row.environment} />}
        </span>
      ),
    },
    {
      id: 'authentication',
      label: 'Authentication',
      sortBy: (row) => words(row).authentication,
      render: (row) => words(row).authentication,
    },
    {
      id: 'status',
      label: 'Status',
      sortBy: (row) => lookOfStatus(shownStatus(row, testing)).label,
      render: (row) => (
        <span className={styles.status}>
          <StatusBadge status={shownStatus(row, testing)} />
          <SecretsPill problem={unreadable.get(row.id)} />
        </span>
      ),
    },
    {
      id: 'tested',
      label: 'Last Tested Date',
      sortBy: (row) => row.lastTestedAt ?? '',
      render: ({ lastTestedAt }) =>
        lastTestedAt ? (
          <time dateTime={lastTestedAt} title={formatMomentInFull(lastTestedAt)}>
            {formatMoment(lastTestedAt)}
          </time>
        ) : (
          '—'
        ),
    },
    {
      id: 'usedBy',
      label: 'Used by',
      sortBy: (row) => row.usedBy.length,
      render: (row) =>
        row.usedBy.length === 0 ? (
          '—'
        ) : (
          <a href={addressOf({ screen: 'connection', connectionId: row.id, tab: 'related' })}>
            {formatCount(row.usedBy.length, 'flow')}
          </a>
        ),
    },
  ];
}
