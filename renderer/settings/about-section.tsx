import type { Capabilities } from '../../shared/contract/index.ts';
import { useVault } from '../connections/secrets/use-vault.ts';
import { useAppInfo } from '../stores/host-data.ts';
import { addressOf } from '../stores/navigation.ts';
import { describeProtection } from './secrets-words.ts';
import styles from './settings-screen.module.css';

const shells: Record<Capabilities['shell'], string> = {
  desktop: 'Desktop app',
  browser: 'In a browser, served by this computer only',
  none: 'Without a window',
};

/** What is running, where its data is, and how secrets are kept. */
export function AboutSection() {
  const info = useAppInfo();
  const { data: vault } = useVault();
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
        {vault && describeProtection(vault)} <a href={addressOf({ screen: 'settings', section: 'secrets' })}>Secrets</a>
      </dd>
      <dt>Owner</dt>
      <dd>{info.ownerName}</dd>
    </dl>
  );
}
