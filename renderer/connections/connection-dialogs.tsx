import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { navigate } from '../stores/navigation.ts';
import { ConfirmDialog } from '../ui/index.ts';
import { DeleteConnection } from './delete-connection.tsx';
import { EditWarning } from './edit-warning.tsx';
import { ReconnectConnection } from './reconnect-connection.tsx';

/** What a connection's page asks about before it is done. */
export type OpenDialog = 'delete' | 'edit' | 'reconnect' | 'undo' | 'switch';

/** The dialog of the moment. */
export function ConnectionDialogs({
  open,
  connection,
  onClose,
  onEdit,
  onUndo,
  onSwitchOff,
  onReconnected,
}: {
  open: OpenDialog | undefined;
  connection: ConnectionSummary;
  onClose: () => void;
  onEdit: () => void;
  onUndo: () => void;
  onSwitchOff: () => void;
  onReconnected: (message: string) => void;
}) {
  const count = connection.usedBy.length;
  const users = `${formatCount(count, 'flow')} ${count === 1 ? 'uses' : 'use'} it`;
  switch (open) {
    case 'delete':
      return (
        <DeleteConnection
          connection={connection}
          onClose={onClose}
          onDeleted={() => navigate({ screen: 'connections' })}
        />
      );
    case 'edit':
      return <EditWarning connection={connection} onClose={onClose} onEdit={onEdit} />;
    case 'reconnect':
      return <ReconnectConnection connection={connection} onClose={onClose} onDone={onReconnected} />;
    case 'undo':
      return (
        <ConfirmDialog open title="Undo the last edit?" verb="Undo" onConfirm={onUndo} onClose={onClose}>
          <p>
            The details of before are tested and then in force for every flow at once.
            {count > 0 && ` ${users}.`}
          </p>
        </ConfirmDialog>
      );
    case 'switch':
      return (
        <ConfirmDialog
          open
          title={`Deactivate “${connection.name}”?`}
          verb="Deactivate"
          onConfirm={onSwitchOff}
          onClose={onClose}
        >
          <p>{users} and will fail with a message that says so, until you activate it again.</p>
        </ConfirmDialog>
      );
    case undefined:
      return null;
  }
}
