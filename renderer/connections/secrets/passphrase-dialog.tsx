import { type ReactNode, useState } from 'react';
import { toMillraceError } from '../../../shared/errors/index.ts';
import { Button, Dialog, SecretField } from '../../ui/index.ts';
import styles from './secrets.module.css';

/** What a passphrase that protects something must have (the host refuses shorter ones). */
export const PASSPHRASE_HELP = 'At least eight characters, for example four words. It isn’t stored anywhere.';

/** Asks for a passphrase, twice where it is a new one, and does something with it. */
export function PassphraseDialog({
  title,
  verb,
  busyLabel,
  isNew = false,
  optional = false,
  danger = false,
  help,
  children,
  onPassphrase,
  onClose,
}: {
  title: string;
  verb: string;
  /** What stands on the button meanwhile. */
  busyLabel: string;
  isNew?: boolean;
  /** True where it may be left empty. */
  optional?: boolean;
  danger?: boolean;
  help?: string;
  children: ReactNode;
  /** What it throws is shown at the field; otherwise the dialog closes. */
  onPassphrase: (passphrase: string) => Promise<void>;
  onClose: () => void;
}) {
  const [passphrase, setPassphrase] = useState('');
  const [repeated, setRepeated] = useState('');
  const [errors, setErrors] = useState<{ passphrase?: string; repeated?: string }>({});
  const [busy, setBusy] = useState(false);

  const submit = async () => {
    if (busy) return;
    if (passphrase === '' && !optional) return setErrors({ passphrase: 'Passphrase is required.' });
    if (isNew && passphrase !== repeated) return setErrors({ repeated: 'The two passphrases differ.' });
    setErrors({});
    setBusy(true);
    try {
      await onPassphrase(passphrase);
      onClose();
    } catch (thrown) {
      const { message, why, fix } = toMillraceError(thrown);
      setErrors({ passphrase: `${message} ${why} ${fix}` });
      setBusy(false);
    }
  };

  return (
    <Dialog
      open
      title={title}
      size="medium"
      onClose={onClose}
      onSubmit={() => void submit()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} busyLabel={busy ? busyLabel : undefined}>
            {verb}
          </Button>
        </>
      }
    >
      <div className={styles.dialog}>
        {children}
        <SecretField
          label="Passphrase"
          required={!optional}
          help={help ?? (isNew ? PASSPHRASE_HELP : undefined)}
          value={passphrase}
          error={errors.passphrase}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          onChange={setPassphrase}
        />
        {isNew && (
          <SecretField
            label="Repeat passphrase"
            required={!optional}
            value={repeated}
            error={errors.repeated}
            autoComplete="new-password"
            onChange={setRepeated}
          />
        )}
      </div>
    </Dialog>
  );
}
