import { NAMED_SCHEME } from '../../shared/connector/manifest.ts';
import type { ConnectionSummary } from '../../shared/contract/index.ts';
import { formatCount } from '../format/count.ts';
import { useHost } from '../host/host-context.tsx';
import { addressOf } from '../stores/navigation.ts';
import { DeleteDialog, type Users } from './delete-dialog.tsx';

/** Deletes a connection that no flow uses, after asking; for one in use it only says which flows those are. */
export function DeleteConnection({
  connection,
  onDeleted,
  onClose,
}: {
  connection: ConnectionSummary;
  onDeleted?: () => void;
  onClose: () => void;
}) {
  const client = useHost();
  return (
    <DeleteDialog
      name={connection.name}
      users={usersOf(connection)}
      remove={() => client.connections.remove({ id: connection.id })}
      onDeleted={onDeleted}
      onClose={onClose}
    >
      {connection.auth === NAMED_SCHEME && <p>The named credential itself is kept.</p>}
    </DeleteDialog>
  );
}

function usersOf({ usedBy }: ConnectionSummary): Users | undefined {
  if (usedBy.length === 0) return undefined;
  return {
    text:
      usedBy.length === 1
        ? '1 flow uses it. Remove it from that flow first.'
        : `${formatCount(usedBy.length, 'flow')} use it. Remove it from them first.`,
    links: usedBy.map(({ flowId, name }) => ({ id: flowId, name, href: addressOf({ screen: 'flow', flowId }) })),
  };
}
