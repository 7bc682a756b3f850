import { useState } from 'react';
import type { VaultStatus } from '../../shared/contract/index.ts';
import { useVault } from '../connections/secrets/use-vault.ts';
import { type VaultAction, VaultDialogs } from '../connections/secrets/vault-dialogs.tsx';
import { addressOf } from '../stores/navigation.ts';
import { useMay } from '../stores/rights.ts';
import { Banner, Button, ErrorCard, Skeleton } from '../ui/index.ts';
import { BackUpSecrets } from './secrets-section-backup.tsx';
import { RestoreSecrets } from './secrets-section-restore.tsx';
import { describeProtection, nameKeepers } from './secrets-words.ts';
import styles from './settings-screen.module.css';

/** Passwords, keys and tokens: what protects them, and what to do when they can't be opened. */
export function SecretsSection() {
  const { data: vault, error, refresh } = useVault();
  const mayManage = useMay('manageVault');
  const [dialog, setDialog] = useState<VaultAction>();
  const [file, setFile] = useState<'backup' | 'restore'>();
  if (!vault) return error ? <ErrorCard error={error} onRetry={() => void refresh()} /> : <Skeleton width="60%" />;
  const isLocked = vault.state === 'locked';
  const hasPassphrase = vault.keptBy.includes('passphrase');
  return (
    <>
      <p className={styles.note}>
        Passwords, keys and tokens of connections are encrypted on this computer. They are never shown again, exported
        with a flow or written to logs.
      </p>
      {(isLocked || vault.protection === 'none' || vault.protection === 'unprotected-file') && (
        <Banner tone="warn">{describeProtection(vault)}</Banner>
      )}
      <dl className={styles.row}>
        <dt>Protection</dt>
        <dd>{isLocked ? 'Locked' : describeProtection(vault)}</dd>
        {(isLocked || vault.keptBy.length > 1) && (
          <>
            <dt>Opened by</dt>
            <dd>{nameKeepers(vault.keptBy)}</dd>
          </>
        )}
        {vault.notices.length > 0 && (
          <>
            <dt>Since the start</dt>
            <dd>
              {vault.notices.map((notice) => (
                <p key={notice}>{notice}</p>
              ))}
            </dd>
          </>
        )}
      </dl>
      {mayManage && (
        <div className={styles.actions}>
          {isLocked && hasPassphrase && (
            <Button variant="primary" onClick={() => setDialog('unlock')}>
              Enter passphrase
            </Button>
          )}
          {isLocked ? (
            <Button onClick={() => setDialog('startOver')}>Re-enter secrets</Button>
          ) : (
            <Button
              variant={vault.protection === 'none' ? 'primary' : 'secondary'}
              onClick={() => setDialog('setPassphrase')}
            >
              {hasPassphrase ? 'Change passphrase' : 'Set a passphrase'}
            </Button>
          )}
        </div>
      )}
      <Unreadable vault={vault} />
      {mayManage && (
        <section className={styles.part} aria-labelledby="secrets-backup">
          <h3 id="secrets-backup">Backup</h3>
          <p className={styles.note}>
            A file of all secrets that only its own passphrase opens. Keep it where you keep other backups.
          </p>
          <div className={styles.actions}>
            <Button disabled={isLocked} onClick={() => setFile('backup')}>
              Back up…
            </Button>
            <Button disabled={isLocked} onClick={() => setFile('restore')}>
              Restore…
            </Button>
          </div>
        </section>
      )}
      <VaultDialogs open={dialog} vault={vault} onClose={() => setDialog(undefined)} />
      {file === 'backup' && <BackUpSecrets onClose={() => setFile(undefined)} />}
      {file === 'restore' && <RestoreSecrets onClose={() => setFile(undefined)} />}
    </>
  );
}

/** What has to be done for whom, when secrets can't be opened. */
function Unreadable({ vault: { unreadable } }: { vault: VaultStatus }) {
  if (unreadable.length === 0) return null;
  return (
    <section className={styles.part} aria-labelledby="secrets-unreadable">
      <h3 id="secrets-unreadable">Secrets that can’t be opened</h3>
      <ul className={styles.list}>
        {unreadable.map(({ kind, id, name, problem }) => (
          <li key={`${id} ${name}`}>
            <a
              href={addressOf(
                kind === 'webhook'
                  ? { screen: 'flow', flowId: id }
                  : kind === 'credential'
                    ? { screen: 'credential', credentialId: id }
                    : { screen: 'connection', connectionId: id, tab: 'details' },
              )}
            >
              {name}
            </a>
            {problem === 'locked'
              ? ' — locked: enter the passphrase, or its secrets again.'
              : ' — damaged: enter its secrets again, or restore them from a backup.'}
          </li>
        ))}
      </ul>
    </section>
  );
}
