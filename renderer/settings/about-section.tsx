import type { Capabilities } from '../../shared/contract/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { useAppInfo } from '../stores/host-data.ts';
import styles from './settings-screen.module.css';

const secretsKept: Record<Capabilities['secretsAtRest'], string> = {
  'operating-system': 'Encrypted by the operating system’s own store.',
  'secret-service': 'Encrypted with a key in this computer’s keyring.',
  passphrase: 'Encrypted with your passphrase, which isn’t stored.',
  'unprotected-file': 'Not protected: in a file that only your user may read. Anyone who can read it can use them.',
  none: 'Not stored: no key is available, so connections with secrets can’t be saved.',
};

const shells: Record<Capabilities['shell'], string> = {
  desktop: 'Desktop app',
  browser: 'In a browser, served by this computer only',
  none: 'Without a window',
};

/** What is running, where its data is, and how secrets are kept. */
export function AboutSection() {
  const info = useAppInfo();
  const client = useHost();
  const { data: vault } = useResource('vault', () => client.vault.status(), {
    refreshOn: ({ type }) => type === 'vault.changed' || type === 'connections.changed',
  });
  const locked = vault?.state === 'locked' ? vault : undefined;
  const unreadable = vault?.unreadable.map(({ name }) => name).join(', ');
  return (
    <dl className={styles.row}>
      <dt>Version</dt>
      <dd>Millrace {info.version}</dd>
      <dt>Running as</dt>
      <dd>{shells[info.capabilities.shell]}</dd>
      <dt>Data folder</dt>
      <dd>
        <code>{info.dataFolder}</code>
      </dd>
      <dt>Secrets</dt>
      <dd>
        {locked
          ? `Locked: nothing can be opened or stored. ${locked.reason ? `${locked.reason.why} ${locked.reason.fix}` : 'Their key isn’t available here. Nothing stored was changed.'}`
          : secretsKept[vault?.protection ?? info.capabilities.secretsAtRest]}
        {unreadable && <p>Secrets that can’t be opened now: {unreadable}.</p>}
        {vault?.notices.map((notice) => (
          <p key={notice}>{notice}</p>
        ))}
      </dd>
      <dt>Owner</dt>
      <dd>{info.ownerName}</dd>
    </dl>
  );
}
