import { SearchX, Workflow } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ConnectionSummary, ConnectionUser } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { formatMoment, formatMomentInFull } from '../format/time.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { shownStatus, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import {
  Button,
  EmptyState,
  ErrorCard,
  type ListColumn,
  ListTable,
  lookOfStatus,
  SearchField,
  SkeletonRows,
  StatusBadge,
} from '../ui/index.ts';
import styles from './connection-screen.module.css';

/** Longer lists can be searched (ui.md §8.2). */
const SEARCH_ABOVE = 100;

/** How a test's state is called in the Related table. */
const progressLabels: Record<ConnectionUser['progress'], string> = {
  not_tested: 'Not tested',
  testing: 'Testing…',
  succeeded: 'Succeeded',
  failed: 'Failed',
};

/** The flows that use a connection, as the host works them out; both test columns follow the test while it runs. */
export function RelatedTab({ connection }: { connection: ConnectionSummary }) {
  const client = useHost();
  const isTesting = useHostData((state) => shownStatus(connection, state.testing) === 'testing');
  const mayManage = useMay('manageConnections');
  const [search, setSearch] = useState('');
  const { data, error, showSkeleton, refresh } = useResource(
    `users of ${connection.id}`,
    () => client.connections.usedBy({ id: connection.id }),
    { refreshOn: ({ type }) => type === 'connections.changed' || type === 'flows.changed' },
  );
  const columns = useMemo(() => relatedColumns(isTesting), [isTesting]);
  const wanted = search.trim().toLowerCase();
  const found = useMemo(
    () => data?.filter(({ name, owner }) => `${name}\n${owner}`.toLowerCase().includes(wanted)) ?? [],
    [data, wanted],
  );

  if (!data) {
    if (error) {
      return <ErrorCard error={error} title="The flows couldn’t be read" onRetry={() => void refresh()} />;
    }
    return showSkeleton ? <SkeletonRows /> : null;
  }
  if (data.length === 0) {
    return (
      <EmptyState icon={Workflow} title="No flows use this connection.">
        {mayManage && 'You can delete it or use it in a flow.'}
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.relatedTop}>
        <h2>Flows Using Connection ({data.length.toLocaleString('en-US')})</h2>
        {data.length > SEARCH_ABOVE && (
          <SearchField label="Search flows that use this connection" value={search} onChange={setSearch} />
        )}
        <p>{connection.lastTestedAt ? `Last tested ${formatMomentInFull(connection.lastTestedAt)}` : 'Never tested'}</p>
      </div>
      {found.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={`No flows match “${search}”.`}
          actions={<Button onClick={() => setSearch('')}>Clear filters</Button>}
        />
      ) : (
        <>
          {wanted !== '' && (
            <p className="visually-hidden" role="status">
              {formatCount(found.length, 'flow')}
            </p>
          )}
          <ListTable
            label="Flows Using Connection"
            testId="related-table"
            columns={columns}
            rows={found}
            rowKey={({ flowId }) => flowId}
            rowName={({ name }) => name}
            rowHref={({ flowId }) => addressOf({ screen: 'flow', flowId })}
          />
        </>
      )}
    </>
  );
}

/** `isTesting` is true from the moment a test is asked for here, before the host has told of it. */
function relatedColumns(isTesting: boolean): ListColumn<ConnectionUser>[] {
  return [
    { id: 'name', label: 'Name', grows: true, sortBy: (flow) => flow.name, render: (flow) => flow.name },
    { id: 'version', label: 'Version', sortBy: (flow) => flow.version, render: (flow) => flow.version },
    {
      id: 'status',
      label: 'Status',
      sortBy: (flow) => lookOfStatus(flow.status).label,
      render: (flow) => <StatusBadge status={flow.status} />,
    },
    { id: 'owner', label: 'Owner', render: (flow) => flow.owner },
    {
      id: 'tested',
      label: 'Last Tested Date',
      render: ({ lastTestedAt }) => (lastTestedAt ? formatMoment(lastTestedAt) : '—'),
    },
    {
      id: 'progress',
      label: 'Progress Status',
      render: (flow) => {
        const progress = isTesting ? 'testing' : flow.progress;
        return <StatusBadge status={progress} label={progressLabels[progress]} />;
      },
    },
  ];
}
