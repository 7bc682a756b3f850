import { useState } from 'react';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { toMillraceError } from '../../shared/errors/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { addressOf } from '../stores/navigation.ts';
import { Banner, Button, ConfirmDialog, Dialog, showToast } from '../ui/index.ts';
import styles from './dialogs.module.css';

/** Deletes a connection that no flow uses, after asking; for one in use it only says which flows those are. */
export function DeleteDialog({
  connection,
  onDeleted,
  onClose,
}: {
  connection: ConnectionSummary;
  onDeleted?: () => void;
  onClose: () => void;
}) {
  const client = useHost();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const remove = async () => {
    setBusy(true);
    try {
      await client.connections.remove({ id: connection.id });
      showToast(`Deleted “${connection.name}”.`);
      onClose();
      onDeleted?.();
    } catch (thrown) {
      const { message, why, fix } = toMillraceError(thrown);
      setError(`${message} ${why} ${fix}`);
      setBusy(false);
    }
  };

  if (connection.usedBy.length > 0) return <InUseDialog connection={connection} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      title={`Delete “${connection.name}”?`}
      verb="Delete"
      danger
      busyLabel={busy ? 'Deleting…' : undefined}
      onConfirm={remove}
      onClose={onClose}
    >
      {error && <Banner tone="error">{error}</Banner>}
      <p>This is permanent.</p>
    </ConfirmDialog>
  );
}

function InUseDialog({ connection, onClose }: { connection: ConnectionSummary; onClose: () => void }) {
  return (
    <Dialog
      open
      title={`Can’t delete “${connection.name}”`}
      onClose={onClose}
      actions={<Button onClick={onClose}>Close</Button>}
    >
      <p>
        {connection.usedBy.length === 1
          ? '1 flow uses it. Remove it from that flow first.'
          : `${formatCount(connection.usedBy.length, 'flow')} use it. Remove it from them first.`}
      </p>
      <ul className={styles.flows}>
        {connection.usedBy.map((flow) => (
          <li key={flow.flowId}>
            <a href={addressOf({ screen: 'flow', flowId: flow.flowId })} onClick={onClose}>
              {flow.name}
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
