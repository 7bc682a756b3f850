import { useState } from 'react';
import type { NamedCredential, Principal } from '../../../shared/contract/index.ts';
import { toMillraceError } from '../../../shared/errors/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { useHostData } from '../../stores/host-data.ts';
import { Banner, ConfirmDialog } from '../../ui/index.ts';

/** Removes one of several principals, after asking. */
export function RemovePrincipal({
  credential,
  principal,
  onDone,
  onClose,
}: {
  credential: NamedCredential;
  principal: Principal;
  /** Gets what to tell of it. */
  onDone: (message: string) => void;
  onClose: () => void;
}) {
  const client = useHost();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const remove = async () => {
    setBusy(true);
    try {
      await client.credentials.removePrincipal({ credentialId: credential.id, principalId: principal.id });
      await useHostData.getState().refresh('credentials');
      onDone(`Removed “${principal.name}”.`);
    } catch (thrown) {
      const { message, why, fix } = toMillraceError(thrown);
      setError(`${message} ${why} ${fix}`);
      setBusy(false);
    }
  };
  return (
    <ConfirmDialog
      open
      title={`Remove “${principal.name}”?`}
      verb="Remove"
      danger
      busyLabel={busy ? 'Removing…' : undefined}
      onConfirm={remove}
      onClose={onClose}
    >
      {error && <Banner tone="error">{error}</Banner>}
      <p>Its stored secrets are deleted with it. This is permanent.</p>
    </ConfirmDialog>
  );
}
