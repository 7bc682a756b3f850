import { useState } from 'react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { showActionError } from '../../stores/action-error.ts';
import { useHostData } from '../../stores/host-data.ts';
import { useMay } from '../../stores/rights.ts';
import { ConfirmDialog, Toggle } from '../../ui/index.ts';
import { type CredentialOutcome, tellStops } from './credential-outcome.ts';
import { listNames, sayUse } from './credential-words.ts';

const stopped = 'Its connections are inactive, and their flows can’t run.';

/** Whether connections may use a principal; taking that away asks first when some do. A fact for those who may only look. */
export function PermittedSwitch({
  credential,
  principal,
  onTold,
}: {
  credential: NamedCredential;
  principal: Principal;
  onTold: (outcome: CredentialOutcome) => void;
}) {
  const client = useHost();
  const mayManage = useMay('manageConnections');
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { usedBy } = credential;

  const save = async (permitted: boolean) => {
    setBusy(true);
    try {
      const { stops } = await client.credentials.savePrincipal({
        credentialId: credential.id,
        principalId: principal.id,
        permitted,
      });
      await useHostData.getState().refresh('credentials');
      const text = permitted
        ? 'Connections may use this principal.'
        : 'Connections may not use this principal any more.';
      onTold(tellStops(text, stops));
    } catch (thrown) {
      showActionError('The permission couldn’t be changed', thrown);
    } finally {
      setBusy(false);
      setAsking(false);
    }
  };

  if (!mayManage)
    return (
      <p>
        {principal.permitted
          ? 'Connections may use this principal.'
          : `Connections may not use this principal. ${stopped}`}
      </p>
    );
  return (
    <>
      <Toggle
        label="Connections may use this principal"
        help={principal.permitted ? undefined : stopped}
        checked={principal.permitted}
        disabled={busy && !asking}
        onChange={(permitted) => (permitted || usedBy.length === 0 ? void save(permitted) : setAsking(true))}
      />
      {asking && (
        <ConfirmDialog
          open
          title={`Stop connections from using “${principal.name}”?`}
          verb="Stop"
          busyLabel={busy ? 'Stopping…' : undefined}
          onConfirm={() => void save(false)}
          onClose={() => setAsking(false)}
        >
          <p>
            {sayUse(usedBy.length)}: {listNames(usedBy)}. {usedBy.length === 1 ? 'It becomes' : 'They become'} inactive,
            and flows that use {usedBy.length === 1 ? 'it' : 'them'} fail.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
