import { useState } from 'react';
import { addressOf } from '../../stores/navigation.ts';
import { useMay } from '../../stores/rights.ts';
import { Banner, Button, LinkButton } from '../../ui/index.ts';
import { useVault } from './use-vault.ts';
import { type VaultAction, VaultDialogs } from './vault-dialogs.tsx';

/**
 * Says that secrets can't be stored or opened, and what helps: a passphrase, or entering them again. Nothing while all
 * is well.
 */
export function SecretsBanner() {
  const { data: vault } = useVault();
  const mayManage = useMay('manageVault');
  const [dialog, setDialog] = useState<VaultAction>();
  if (!vault) return null;
  const dialogs = <VaultDialogs open={dialog} vault={vault} onClose={() => setDialog(undefined)} />;
  if (vault.state === 'locked') {
    const why = vault.reason?.why ?? 'Their key isn’t available here.';
    return (
      <>
        <Banner
          tone="warn"
          actions={
            mayManage && (
              <>
                {vault.keptBy.includes('passphrase') && (
                  <Button size="small" onClick={() => setDialog('unlock')}>
                    Enter passphrase
                  </Button>
                )}
                <Button size="small" onClick={() => setDialog('startOver')}>
                  Re-enter secrets
                </Button>
              </>
            )
          }
        >
          Secrets are locked: none can be opened or stored. {why} Nothing stored was changed.
        </Banner>
        {dialogs}
      </>
    );
  }
  if (vault.protection !== 'none') return null;
  return (
    <>
      <Banner
        tone="warn"
        actions={
          mayManage && (
            <>
              <Button size="small" onClick={() => setDialog('setPassphrase')}>
                Set a passphrase
              </Button>
              <LinkButton size="small" href={addressOf({ screen: 'settings', section: 'secrets' })}>
                Learn more
              </LinkButton>
            </>
          )
        }
      >
        Secrets can’t be protected on this computer because no keyring is available.
      </Banner>
      {dialogs}
    </>
  );
}
