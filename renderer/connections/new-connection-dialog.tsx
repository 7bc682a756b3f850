import { useEffect, useId } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { type ConnectionRequest, endConnectionRequest, useConnectionRequest } from '../stores/new-connection.ts';
import { Dialog } from '../ui/index.ts';
import { SecretsBanner } from './secrets/secrets-banner.tsx';
import { useWizard } from './use-wizard.ts';
import { WizardActions } from './wizard-actions.tsx';
import { WizardBody } from './wizard-body.tsx';
import { reopenWizard, useWizardStore } from './wizard-store.ts';

/** The wizard over an open flow, while a step asks for a connection. That step uses the one that was made. */
export function NewConnectionDialog() {
  const request = useConnectionRequest(({ current }) => current);
  return request && <RequestedConnection request={request} />;
}

function RequestedConnection({ request: { connectorId, onMade } }: { request: ConnectionRequest }) {
  const wizard = useWizard();
  const formId = useId();
  useEffect(() => {
    reopenWizard();
    const { system } = useWizardStore.getState();
    if (!system.startsWith(connectorId)) {
      useWizardStore.setState({ system: connectorId, schemeId: '', stage: 'Authentication', errors: {} });
    }
  }, [connectorId]);
  const take = (connection: ConnectionSummary) => {
    if (connection.connector === connectorId) onMade(connection);
    endConnectionRequest();
  };
  const leave = () => {
    const { attempt } = useWizardStore.getState();
    if (attempt?.state === 'done') take(attempt.made);
    else endConnectionRequest();
  };
  return (
    <Dialog
      open
      size="large"
      title="New connection"
      onClose={leave}
      actions={
        <WizardActions wizard={wizard} formId={formId} useLabel="Use in this step" onUse={take} onLeave={leave} />
      }
    >
      <SecretsBanner />
      <WizardBody wizard={wizard} formId={formId} />
    </Dialog>
  );
}
