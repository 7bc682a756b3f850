import { CalendarClock } from 'lucide-react';
import { useState } from 'react';
import type { ConnectionSummary, FlowSummary } from '../../shared/contract/index.ts';
import { MissedDialog } from '../flows/missed-dialog.tsx';
import { formatCount } from '../format/count.ts';
import { isFailing, useHostData } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { Button, lookOfStatus, StatusBadge } from '../ui/index.ts';
import { HomeCard, HomeRow, HomeRows, NothingHere } from './home-card.tsx';

/** Connections that fail, flows whose last run failed, that can't be opened or start, and the starts that were missed. */
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
  const resting =
    flows.data?.filter(({ activation }) => activation && (activation.pausedAt !== null || activation.trouble)) ?? [];
  const missing = flows.data?.filter(({ activation }) => activation && activation.missed > 0) ?? [];
  return (
    <HomeCard title="Needs attention" loading={loading} error={connections.error ?? flows.error} onRetry={retry}>
      {failing.length + troubled.length + resting.length + missing.length === 0 ? (
        <NothingHere>All is well. Connections that stop working and failed runs show up here.</NothingHere>
      ) : (
        <HomeRows>
          {failing.map((connection) => (
            <FailingConnection key={connection.id} connection={connection} />
          ))}
          {troubled.map((flow) => (
            <TroubledFlow key={flow.id} flow={flow} />
          ))}
          {resting.map((flow) => (
            <RestingFlow key={`${flow.id} resting`} flow={flow} />
          ))}
          {missing.map((flow) => (
            <MissedRuns key={`${flow.id} missed`} flow={flow} />
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

/** An active flow that doesn't start by itself just now. */
function RestingFlow({ flow }: { flow: FlowSummary }) {
  return (
    <HomeRow
      href={addressOf({ screen: 'flow', flowId: flow.id })}
      icon={<StatusBadge status="interrupted" label="Can’t start" iconOnly />}
      name={flow.name}
      detail={flow.activation?.pauseReason ?? flow.activation?.trouble}
    />
  );
}

/** A flow that missed starts, with a way to see to them. */
function MissedRuns({ flow }: { flow: FlowSummary }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <HomeRow
        href={addressOf({ screen: 'flow', flowId: flow.id })}
        icon={<CalendarClock size={16} strokeWidth={1.75} aria-hidden />}
        name={flow.name}
        detail={`${formatCount(flow.activation?.missed ?? 0, 'missed start')}`}
        end={
          <Button size="small" aria-label={`Show missed starts of “${flow.name}”`} onClick={() => setOpen(true)}>
            Show
          </Button>
        }
      />
      {open && <MissedDialog flow={flow} onClose={() => setOpen(false)} />}
    </>
  );
}
