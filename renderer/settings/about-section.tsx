import type { Capabilities } from '../../shared/contract/index.ts';
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
      <dd>{secretsKept[info.capabilities.secretsAtRest]}</dd>
      <dt>Owner</dt>
      <dd>{info.ownerName}</dd>
    </dl>
  );
}
