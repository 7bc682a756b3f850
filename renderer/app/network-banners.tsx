import { useState } from 'react';
import { useHostLinkState } from '../host/host-context.tsx';
import { useMay } from '../stores/rights.ts';
import { useOnline } from '../stores/use-online.ts';
import { Banner, Button } from '../ui/index.ts';

/** Says that the host is away, and whether waiting helps. */
export function LinkBanner() {
  const link = useHostLinkState();
  if (link.status === 'connected') return null;
  if (link.status === 'refused') {
    return (
      <Banner tone="warn">
        Millrace was started anew, so this page’s session has ended. Open the address that <code>millrace serve</code>{' '}
        printed.
      </Banner>
    );
  }
  return (
    <Banner
      tone="warn"
      actions={
        <Button size="small" onClick={link.reconnectNow}>
          Try again
        </Button>
      }
    >
      Millrace isn’t answering. Nothing you see is lost; this page reconnects by itself.
    </Banner>
  );
}

/** Says once that there is no network, and what still works; it comes back the next time the network goes. */
export function OfflineBanner() {
  const online = useOnline();
  const mayEdit = useMay('editFlows');
  const mayTest = useMay('testConnections');
  const [dismissed, setDismissed] = useState(false);
  if (online && dismissed) setDismissed(false);
  if (online || dismissed) return null;
  return (
    <Banner tone="info" onDismiss={() => setDismissed(true)}>
      You’re offline.{mayEdit && ' You can keep editing and use the practice server.'}
      {mayTest && ' Connections are tested again when you’re back online.'}
    </Banner>
  );
}
