import { useState } from 'react';
import type { VaultStatus } from '../../../shared/contract/index.ts';
import { useHost } from '../../host/host-context.tsx';
import { Button, Dialog, showToast } from '../../ui/index.ts';
import { PassphraseDialog } from './passphrase-dialog.tsx';
import styles from './secrets.module.css';

/** What can be done with the key of stored secrets. */
export type VaultAction = 'unlock' | 'setPassphrase' | 'startOver';

/** The dialog of the moment. */
export function VaultDialogs({
  open,
  vault,
  onClose,
}: {
  open: VaultAction | undefined;
  vault: VaultStatus;
  onClose: () => void;
}) {
  switch (open) {
    case 'unlock':
      return <Unlock onClose={onClose} />;
    case 'setPassphrase':
      return <SetPassphrase vault={vault} onClose={onClose} />;
    case 'startOver':
      return <StartOver vault={vault} onClose={onClose} />;
    case undefined:
      return null;
  }
}

function Unlock({ onClose }: { onClose: () => void }) {
  const client = useHost();
  return (
    <PassphraseDialog
      title="Enter the passphrase of your secrets"
      verb="Unlock"
      busyLabel="Unlocking…"
      onClose={onClose}
      onPassphrase={async (passphrase) => {
        await client.vault.unlock({ passphrase });
        showToast('Secrets are unlocked until Millrace is closed.');
      }}
    >
      <p>It opens the stored secrets until Millrace is closed.</p>
    </PassphraseDialog>
  );
}

function SetPassphrase({ vault, onClose }: { vault: VaultStatus; onClose: () => void }) {
  const client = useHost();
  const hasOne = vault.keptBy.includes('passphrase');
  return (
    <PassphraseDialog
      title={hasOne ? 'Change the passphrase of your secrets' : 'Set a passphrase for your secrets'}
      verb={hasOne ? 'Change passphrase' : 'Set passphrase'}
      busyLabel="Saving…"
      isNew
      onClose={onClose}
      onPassphrase={async (passphrase) => {
        await client.vault.setPassphrase({ passphrase });
        showToast('Secrets are protected by your passphrase.');
      }}
    >
      <p>
        {hasOne
          ? 'The new passphrase replaces the one before. Nothing has to be entered again.'
          : 'Millrace encrypts secrets with it. Where no other protection is left, it asks for it after each start.'}
      </p>
      <p>Nobody can recover it: without it the secrets have to be entered again.</p>
    </PassphraseDialog>
  );
}

/** Asked twice: what it means, then whether to do it. */
function StartOver({ vault, onClose }: { vault: VaultStatus; onClose: () => void }) {
  const client = useHost();
  const [understood, setUnderstood] = useState(false);
  const names = vault.unreadable.map(({ id, name }) => <li key={`${id} ${name}`}>{name}</li>);
  if (!understood) {
    return (
      <Dialog
        open
        title="Enter secrets again with a new key?"
        size="medium"
        onClose={onClose}
        actions={
          <>
            <Button onClick={onClose}>Cancel</Button>
            <Button variant="primary" onClick={() => setUnderstood(true)}>
              Continue
            </Button>
          </>
        }
      >
        <div className={styles.dialog}>
          <p>
            New secrets get a new key. What is stored stays as it is and opens again when its old key comes back. Until
            then these connections and named credentials need their secrets entered again:
          </p>
          {names.length > 0 ? <ul className={styles.names}>{names}</ul> : <p>None.</p>}
        </div>
      </Dialog>
    );
  }
  return (
    <PassphraseDialog
      title="Start over with a new key?"
      verb="Start over"
      busyLabel="Starting over…"
      isNew
      optional
      danger
      help="Protects the new key. Leave it empty to let this computer’s own protection keep it."
      onClose={onClose}
      onPassphrase={async (passphrase) => {
        await client.vault.startOver(passphrase === '' ? {} : { passphrase });
        showToast('New secrets have a new key. Edit the connections and named credentials to enter theirs again.');
      }}
    >
      <p>This can’t be undone, but nothing that is stored is deleted.</p>
    </PassphraseDialog>
  );
}
