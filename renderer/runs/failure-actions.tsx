import { useState } from 'react';
import type { Remedy, RemedyCommand, RunFailure } from '../../shared/failures/index.ts';
import { useHost } from '../host/host-context.tsx';
import { showActionError } from '../stores/action-error.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { navigate } from '../stores/navigation.ts';
import { requestRemedy } from '../stores/remedy-request.ts';
import { useMay } from '../stores/rights.ts';
import { announce, Button } from '../ui/index.ts';

type Props = {
  failure: RunFailure;
  runId: string;
  flowId: string;
  /** The run can be resumed. */
  resumable?: boolean;
  onResumed?: () => void;
  /** Mends the flow here; without it its editor is opened. */
  onMend?: (remedy: Remedy) => void;
  size?: 'small' | 'medium';
};

const inFlow: readonly RemedyCommand[] = ['edit-step', 'convert-value', 'filter-out', 'increase-timeout'];
const ofConnection: readonly RemedyCommand[] = ['open-connection', 'test-connection', 'reconnect'];

/** A button for each remedy of a failure that can be carried out here by this person. */
export function FailureActions({
  failure,
  runId,
  flowId,
  resumable = false,
  onResumed,
  onMend,
  size = 'medium',
}: Props) {
  const client = useHost();
  const [resuming, setResuming] = useState(false);
  const isPossible = usePossible(flowId, resumable);

  const resume = async () => {
    setResuming(true);
    try {
      await client.runs.resume({ runId });
      announce('The run goes on.');
      onResumed?.();
    } catch (thrown) {
      showActionError('The run can’t go on', thrown);
    }
    setResuming(false);
  };

  /** Only what failed at the step, from there on, in the flow as it is now. */
  const runFailures = async (step: string) => {
    try {
      const started = await client.runs.start({ flowId, scope: { kind: 'failures', step, dataFrom: runId } });
      announce('Run started.');
      navigate({ screen: 'run', runId: started.runId });
    } catch (thrown) {
      showActionError('The failed records couldn’t be run again', thrown);
    }
  };

  const carryOut = (remedy: Remedy) => {
    const { connection, step } = remedy.arguments;
    if (remedy.command === 'retry' || remedy.command === 'resume') void resume();
    else if (remedy.command === 'retry-failures') void runFailures(String(step));
    else if (typeof connection === 'string') {
      requestRemedy({ connectionId: connection }, remedy);
      navigate({ screen: 'connection', connectionId: connection, tab: 'details' });
    } else if (onMend) onMend(remedy);
    else {
      requestRemedy({ flowId }, remedy);
      navigate({ screen: 'flow', flowId });
    }
  };

  return failure.remedies.filter(isPossible).map((remedy) => (
    <Button
      key={remedy.command}
      size={size}
      busyLabel={remedy.command === 'retry' && resuming ? 'Retrying…' : undefined}
      onClick={() => carryOut(remedy)}
    >
      {remedy.label}
    </Button>
  ));
}

/** Which remedies there is something for: the flow, the connection, the right. Copying is the card's own. */
function usePossible(flowId: string, resumable: boolean): (remedy: Remedy) => boolean {
  const hasFlow = useHostData((state) => state.flows.data?.some(({ id }) => id === flowId) ?? false);
  const connections = useHostData((state) => state.connections.data);
  const connectors = useCatalogStore((state) => state.connectorsById);
  const mayEdit = useMay('editFlows');
  const mayRun = useMay('runFlows');
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  return ({ command, arguments: given }) => {
    const connection = connections?.find(({ id }) => id === given.connection);
    if (ofConnection.includes(command) && !connection) return false;
    if (given.connection !== undefined && command === 'increase-timeout') return mayManage && connection !== undefined;
    if (inFlow.includes(command)) return hasFlow && mayEdit;
    if (command === 'retry-failures') return hasFlow && mayRun;
    if (command === 'retry' || command === 'resume') return resumable && mayRun;
    if (command === 'test-connection') return mayTest;
    if (command === 'reconnect') {
      const schemes = connectors.get(connection?.connector ?? '')?.auth ?? [];
      return mayManage && schemes.some(({ id, authorizes }) => id === connection?.auth && authorizes);
    }
    return command === 'open-connection';
  };
}
