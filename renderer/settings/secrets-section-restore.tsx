import { useState } from 'react';
import type { RestoredSecrets } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { countSecretOwners } from '../../shared/security/count-secret-owners.ts';
import { FileField } from '../connections/file-field.tsx';
import { useHost } from '../host/host-context.tsx';
import { Button, Dialog, SecretField, Toggle } from '../ui/index.ts';
import styles from './settings-screen.module.css';

/** The largest backup that the host reads, in bytes; its text is ASCII. */
const LARGEST_BACKUP = 20_000_000;

const outcomes: Readonly<Record<RestoredSecrets['outcome'], string>> = {
  restored: 'restored; test it before its next run',
  unchanged: 'already the same',
  newer: 'skipped: its secrets were changed since the backup',
  missing: 'skipped: there is no such connection or named credential on this computer',
};

/** Puts the secrets of a backup back, and says what became of each. */
export function RestoreSecrets({ onClose }: { onClose: () => void }) {
  const client = useHost();
  const [file, setFile] = useState<{ name: string; text: string }>();
  const [passphrase, setPassphrase] = useState('');
  const [replaceNewer, setReplaceNewer] = useState(false);
  const [errors, setErrors] = useState<{ file?: string; passphrase?: string }>({});
  const [busy, setBusy] = useState(false);
  const [restored, setRestored] = useState<RestoredSecrets[]>();

  const restore = async () => {
    if (busy) return;
    const missing = {
      ...(file ? {} : { file: 'Backup file is required.' }),
      ...(passphrase === '' ? { passphrase: 'Passphrase is required.' } : {}),
    };
    setErrors(missing);
    if (!file || passphrase === '') return;
    setBusy(true);
    try {
      setRestored(await client.vault.restore({ text: file.text, passphrase, replaceNewer }));
    } catch (thrown) {
      const { code, message, why, fix } = toMillraceError(thrown);
      setErrors({ [code === 'PASSPHRASE_WRONG' ? 'passphrase' : 'file']: `${message} ${why} ${fix}` });
    }
    setBusy(false);
  };

  if (restored) return <Outcome restored={restored} onClose={onClose} />;
  return (
    <Dialog
      open
      title="Restore secrets"
      size="medium"
      onClose={onClose}
      onSubmit={() => void restore()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" busyLabel={busy ? 'Restoring…' : undefined}>
            Restore
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        <FileField
          label="Backup file"
          required
          fileName={file?.name ?? ''}
          accept=".json"
          largest={LARGEST_BACKUP}
          tooLarge="This file is too large for a backup of secrets."
          error={errors.file}
          onRead={(name, bytes) => setFile({ name, text: new TextDecoder().decode(bytes) })}
        />
        <SecretField
          label="Passphrase of the backup"
          required
          value={passphrase}
          error={errors.passphrase}
          autoComplete="off"
          onChange={setPassphrase}
        />
        <Toggle
          label="Replace secrets that were changed since the backup"
          checked={replaceNewer}
          onChange={setReplaceNewer}
        />
      </div>
    </Dialog>
  );
}

function Outcome({ restored, onClose }: { restored: readonly RestoredSecrets[]; onClose: () => void }) {
  const kinds = restored.flatMap(({ kind, outcome }) => (outcome === 'restored' ? [kind] : []));
  return (
    <Dialog
      open
      title={`Restored the secrets of ${countSecretOwners(kinds)}`}
      size="medium"
      onClose={onClose}
      actions={
        <Button variant="primary" onClick={onClose}>
          Close
        </Button>
      }
    >
      {restored.length === 0 ? (
        <p>The backup holds no secrets.</p>
      ) : (
        <ul className={styles.list}>
          {restored.map(({ name, outcome }, index) => (
            // Names may repeat in a backup, and the list never changes.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            <li key={index}>
              <strong>{name}</strong> — {outcomes[outcome]}
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  );
}
