import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { useHost } from '../host/host-context.tsx';
import { useResource } from '../host/use-resource.ts';
import { showActionError } from '../stores/action-error.ts';
import { useMay } from '../stores/rights.ts';
import { Banner, Button, showToast } from '../ui/index.ts';

/** Reminds of a stored sign-in that lapses for want of use, and refreshes it without touching anything else (W5). */
export function ReminderBanner({ connection }: { connection: ConnectionSummary }) {
  const client = useHost();
  const mayManage = useMay('manageConnections');
  const [busy, setBusy] = useState(false);
  const { data, refresh } = useResource('reminders', () => client.connections.reminders(), {
    refreshOn: (change) => change.type === 'connections.changed',
  });
  const reminder = data?.find(({ id }) => id === connection.id);
  if (!reminder) return null;
  const renew = async () => {
    setBusy(true);
    try {
      const { succeeded, message, fix } = await client.connections.refresh({ id: connection.id });
      showToast(succeeded ? 'The sign-in is refreshed.' : `${message} ${fix ?? ''}`, {
        tone: succeeded ? 'ok' : 'info',
      });
      await refresh();
    } catch (thrown) {
      showActionError('The sign-in couldn’t be refreshed', thrown);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Banner
      tone="warn"
      actions={
        mayManage && (
          <Button size="small" busyLabel={busy ? 'Refreshing…' : undefined} onClick={renew}>
            Refresh now
          </Button>
        )
      }
    >
      This sign-in wasn’t used for {reminder.unusedDays} days and may lapse. Refresh it to keep it.
    </Banner>
  );
}
