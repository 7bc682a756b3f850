import { PassphraseDialog } from '../connections/secrets/passphrase-dialog.tsx';
import { downloadText } from '../flows/download.ts';
import { formatCount } from '../format/count.ts';
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
        const { fileName, text, count } = await client.vault.backup({ passphrase });
        downloadText(fileName, text, 'application/json');
        showToast(`Backed up the secrets of ${formatCount(count, 'connection')} to “${fileName}”.`, { tone: 'ok' });
      }}
    >
      <p>Choose a passphrase for this file. Without it nobody can restore the backup.</p>
    </PassphraseDialog>
  );
}
