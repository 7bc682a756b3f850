import type { Remedy, RemedyCommand } from '../../shared/failures/index.ts';
import { useCatalogStore } from '../stores/catalog.ts';
import { useHostData } from '../stores/host-data.ts';
import { useMay } from '../stores/rights.ts';
import type { FailurePlace } from './failure-place.ts';

/** Tells which remedies there is something for: the flow, the connection, the run, the right. */
export function usePossibleRemedies({ flowId, runId, resumable }: FailurePlace): (remedy: Remedy) => boolean {
  const hasFlow = useHostData((state) => state.flows.data?.some(({ id }) => id === flowId) ?? false);
  const connections = useHostData((state) => state.connections.data);
  const connectors = useCatalogStore((state) => state.connectorsById);
  const mayEdit = useMay('editFlows') && hasFlow;
  const mayRun = useMay('runFlows');
  const mayTest = useMay('testConnections');
  const mayManage = useMay('manageConnections');
  const mayOpenVault = useMay('manageVault');
  const mayChange = useMay('changeSettings');
  const connectionOf = (remedy: Remedy) => connections?.find(({ id }) => id === remedy.arguments.connection);
  const canReconnect = (remedy: Remedy): boolean => {
    const connection = connectionOf(remedy);
    const schemes = connectors.get(connection?.connector ?? '')?.auth ?? [];
    return mayManage && schemes.some(({ id, authorizes }) => id === connection?.auth && authorizes);
  };
  const inFlow = () => mayEdit;
  const possible: Readonly<Record<RemedyCommand, (remedy: Remedy) => boolean>> = {
    'open-connection': (remedy) => connectionOf(remedy) !== undefined,
    'test-connection': (remedy) => mayTest && connectionOf(remedy) !== undefined,
    reconnect: canReconnect,
    'raise-budget': (remedy) => mayManage && connectionOf(remedy) !== undefined,
    'edit-step': inFlow,
    'convert-value': inFlow,
    'filter-out': inFlow,
    'increase-timeout': (remedy) =>
      remedy.arguments.connection === undefined ? mayEdit : mayManage && connectionOf(remedy) !== undefined,
    'open-flow-settings': inFlow,
    'show-problems': inFlow,
    'open-run': () => true,
    retry: () => mayRun && runId !== undefined && resumable !== undefined,
    resume: () => mayRun && runId !== undefined && resumable === true,
    'retry-failures': () => mayRun && hasFlow && runId !== undefined,
    'run-again': () => mayRun && hasFlow,
    'dry-run-again': () => mayRun && hasFlow,
    'open-file-folder': () => true,
    'free-space': () => mayChange,
    'open-secrets': () => mayOpenVault,
    'open-credentials': () => mayManage,
    'open-webhooks': () => mayChange,
    'copy-details': () => true,
  };
  return (remedy) => possible[remedy.command](remedy);
}
