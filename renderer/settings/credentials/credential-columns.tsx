import type { ConnectorManifest } from '../../../shared/connector/manifest.ts';
import type { NamedCredential } from '../../../shared/contract/index.ts';
import { formatCount } from '../../format/count.ts';
import { addressOf } from '../../stores/navigation.ts';
import { type ListColumn, lookOfStatus, Pill, StatusBadge } from '../../ui/index.ts';
import { describeCredential, statusOf } from './credential-words.ts';
import styles from './credentials.module.css';

/** The columns of the list of named credentials. */
export function credentialColumns(
  connectors: ReadonlyMap<string, ConnectorManifest>,
  testing: ReadonlySet<string>,
): ListColumn<NamedCredential>[] {
  const words = (credential: NamedCredential) => describeCredential(credential, connectors);
  return [
    { id: 'name', label: 'Name', grows: true, sortBy: ({ name }) => name, render: ({ name }) => name },
    { id: 'entity', label: 'Entity type', sortBy: (row) => words(row).entity, render: (row) => words(row).entity },
    {
      id: 'destination',
      label: 'Destination',
      sortBy: (row) => words(row).destination,
      render: (row) => words(row).destination,
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
      sortBy: (row) => lookOfStatus(statusOf(row, testing)).label,
      render: (row) => <StatusBadge status={statusOf(row, testing)} />,
    },
    {
      id: 'principals',
      label: 'Principals',
      sortBy: ({ principals }) => principals.length,
      render: ({ principals }) => (
        <span className={styles.count}>
          {principals.length}
          {principals.some(({ permitted }) => !permitted) && <Pill tone="warn">Not permitted</Pill>}
        </span>
      ),
    },
    {
      id: 'usedBy',
      label: 'Used by',
      sortBy: ({ usedBy }) => usedBy.length,
      render: ({ id, usedBy }) =>
        usedBy.length === 0 ? (
          '—'
        ) : (
          <a href={addressOf({ screen: 'credential', credentialId: id })}>{formatCount(usedBy.length, 'connection')}</a>
        ),
    },
  ];
}
