import { countSecretOwners } from '../../shared/security/count-secret-owners.ts';
import { PassphraseDialog } from '../connections/secrets/passphrase-dialog.tsx';
import { downloadText } from '../flows/download.ts';
import { useHost } from '../host/host-context.tsx';
import { showToast } from '../ui/index.ts';

/** Asks for the backup's own passphrase and hands the file over. */
export function BackUpSecrets({ onClose }: { onClose: () => void }) {
  const client = useHost();
  return (
    <PassphraseDialog
      title="Back up secrets"
      verb="Back up"
      busyLabel="Backing up…"
      isNew
      onClose={onClose}
      onPassphrase={async (passphrase) => {
        const { fileName, text, kinds } = await client.vault.backup({ passphrase });
        downloadText(fileName, text, 'application/json');
        showToast(`Backed up the secrets of ${countSecretOwners(kinds)} to “${fileName}”.`, { tone: 'ok' });
      }}
    >
      <p>Choose a passphrase for this file. Without it nobody can restore the backup.</p>
    </PassphraseDialog>
  );
}
