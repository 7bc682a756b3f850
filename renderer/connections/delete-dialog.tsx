import { type ReactNode, useState } from 'react';
import { toMillraceError } from '../../shared/errors/index.ts';
import { Banner, Button, ConfirmDialog, Dialog, showToast } from '../ui/index.ts';
import styles from './dialogs.module.css';

/** What still uses a thing, and so keeps it from being deleted. */
export type Users = { text: string; links: readonly { id: string; name: string; href: string }[] };

/** Deletes something that nothing uses, after asking; for a thing in use it only says what uses it. */
export function DeleteDialog({
  name,
  users,
  children,
  remove,
  onDeleted,
  onClose,
}: {
  name: string;
  users: Users | undefined;
  /** What else to know before it is deleted. */
  children?: ReactNode;
  remove: () => Promise<unknown>;
  onDeleted?: (() => void) | undefined;
  onClose: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string>();

  const confirm = async () => {
    setBusy(true);
    try {
      await remove();
      showToast(`Deleted “${name}”.`);
      onClose();
      onDeleted?.();
    } catch (thrown) {
      const { message, why, fix } = toMillraceError(thrown);
      setError(`${message} ${why} ${fix}`);
      setBusy(false);
    }
  };

  if (users) return <InUseDialog name={name} users={users} onClose={onClose} />;
  return (
    <ConfirmDialog
      open
      title={`Delete “${name}”?`}
      verb="Delete"
      danger
      busyLabel={busy ? 'Deleting…' : undefined}
      onConfirm={confirm}
      onClose={onClose}
    >
      {error && <Banner tone="error">{error}</Banner>}
      <p>This is permanent.</p>
      {children}
    </ConfirmDialog>
  );
}

function InUseDialog({ name, users, onClose }: { name: string; users: Users; onClose: () => void }) {
  return (
    <Dialog open title={`Can’t delete “${name}”`} onClose={onClose} actions={<Button onClick={onClose}>Close</Button>}>
      <p>{users.text}</p>
      <ul className={styles.flows}>
        {users.links.map((user) => (
          <li key={user.id}>
            <a href={user.href} onClick={onClose}>
              {user.name}
            </a>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
