import { Workflow } from 'lucide-react';
import { useMemo } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatMoment, formatMomentInFull } from '../format/time.ts';
import { shownStatus, useAppInfo, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { EmptyState, type ListColumn, ListTable, lookOfStatus, StatusBadge } from '../ui/index.ts';
import styles from './connection-screen.module.css';

type RelatedFlow = { id: string; name: string; version: number | undefined; status: string };

/** How a test's state is called in the Related table. */
const progressOf: Record<ConnectionSummary['status'], { status: string; label: string }> = {
  not_tested: { status: 'not_tested', label: 'Not tested' },
  testing: { status: 'testing', label: 'Testing…' },
  connected: { status: 'succeeded', label: 'Succeeded' },
  failed: { status: 'failed', label: 'Failed' },
  sign_in_expired: { status: 'failed', label: 'Failed' },
  inactive: { status: 'failed', label: 'Failed' },
};

/** The flows that use a connection; both test columns follow the test while it runs. */
export function RelatedTab({ connection }: { connection: ConnectionSummary }) {
  const flows = useHostData((state) => state.flows.data);
  const testing = useHostData((state) => state.testing);
  const { ownerName } = useAppInfo();
  const mayManage = useMay('manageConnections');
  const status = shownStatus(connection, testing);
  const rows = useMemo(() => relatedFlows(connection, flows), [connection, flows]);
  const columns = useMemo(
    () => relatedColumns(ownerName, connection.lastTestedAt, status),
    [ownerName, connection.lastTestedAt, status],
  );

  if (rows.length === 0) {
    return (
      <EmptyState icon={Workflow} title="No flows use this connection.">
        {mayManage && 'You can delete it or use it in a flow.'}
      </EmptyState>
    );
  }
  return (
    <>
      <div className={styles.relatedTop}>
        <h2>Flows Using Connection ({rows.length})</h2>
        <p>{connection.lastTestedAt ? `Last tested ${formatMomentInFull(connection.lastTestedAt)}` : 'Never tested'}</p>
      </div>
      <ListTable
        label="Flows Using Connection"
        testId="related-table"
        columns={columns}
        rows={rows}
        rowKey={({ id }) => id}
        rowName={({ name }) => name}
        rowHref={({ id }) => addressOf({ screen: 'flow', flowId: id })}
      />
    </>
  );
}

function relatedFlows(
  connection: ConnectionSummary,
  flows: readonly { id: string; revision: number; status: string }[] | undefined,
): RelatedFlow[] {
  const known = new Map(flows?.map((flow) => [flow.id, flow]));
  return connection.usedBy.map(({ flowId, name }) => ({
    id: flowId,
    name,
    version: known.get(flowId)?.revision,
    status: known.get(flowId)?.status ?? 'draft',
  }));
}

function relatedColumns(
  owner: string,
  testedAt: string | null,
  status: ConnectionSummary['status'],
): ListColumn<RelatedFlow>[] {
  const progress = progressOf[status];
  return [
    { id: 'name', label: 'Name', grows: true, sortBy: (flow) => flow.name, render: (flow) => flow.name },
    { id: 'version', label: 'Version', sortBy: (flow) => flow.version ?? 0, render: (flow) => flow.version ?? '—' },
    {
      id: 'status',
      label: 'Status',
      sortBy: (flow) => lookOfStatus(flow.status).label,
      render: (flow) => <StatusBadge status={flow.status} />,
    },
    { id: 'owner', label: 'Owner', render: () => owner },
    { id: 'tested', label: 'Last Tested Date', render: () => (testedAt ? formatMoment(testedAt) : '—') },
    {
      id: 'progress',
      label: 'Progress Status',
      render: () => <StatusBadge status={progress.status} label={progress.label} />,
    },
  ];
}
