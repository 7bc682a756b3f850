import type { ConnectionSummary, FlowSummary } from '../../shared/contract/index.ts';
import { isFailing, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { lookOfStatus, StatusBadge } from '../ui/index.ts';
import { HomeCard, HomeRow, HomeRows, NothingHere } from './home-card.tsx';

/** Connections that fail, flows whose last run failed, flows that can't be opened. */
export function NeedsAttention() {
  const connections = useHostData((state) => state.connections);
  const flows = useHostData((state) => state.flows);
  const refresh = useHostData((state) => state.refresh);
  const retry = () => {
    void refresh('connections');
    void refresh('flows');
  };
  const loading = !connections.data || !flows.data;
  const failing = connections.data?.filter(isFailing) ?? [];
  const troubled = flows.data?.filter((flow) => flow.status === 'damaged' || flow.lastRun?.status === 'failed') ?? [];
  return (
    <HomeCard title="Needs attention" loading={loading} error={connections.error ?? flows.error} onRetry={retry}>
      {failing.length + troubled.length === 0 ? (
        <NothingHere>All is well. Connections that stop working and failed runs show up here.</NothingHere>
      ) : (
        <HomeRows>
          {failing.map((connection) => (
            <FailingConnection key={connection.id} connection={connection} />
          ))}
          {troubled.map((flow) => (
            <TroubledFlow key={flow.id} flow={flow} />
          ))}
        </HomeRows>
      )}
    </HomeCard>
  );
}

function FailingConnection({ connection }: { connection: ConnectionSummary }) {
  return (
    <HomeRow
      href={addressOf({ screen: 'connection', connectionId: connection.id, tab: 'details' })}
      icon={<StatusBadge status={connection.status} iconOnly />}
      name={connection.name}
      detail={connection.lastTest?.message ?? lookOfStatus(connection.status).label}
    />
  );
}

function TroubledFlow({ flow }: { flow: FlowSummary }) {
  if (flow.status === 'damaged' || !flow.lastRun) {
    return (
      <HomeRow
        href={addressOf({ screen: 'flows' }, { q: flow.name })}
        icon={<StatusBadge status="damaged" iconOnly />}
        name={flow.name}
        detail="Can’t be opened"
      />
    );
  }
  return (
    <HomeRow
      href={addressOf({ screen: 'run', runId: flow.lastRun.runId })}
      icon={<StatusBadge status="failed" iconOnly />}
      name={flow.name}
      detail="Last run failed"
    />
  );
}
