import type { NamedCredential } from '../../../shared/contract/index.ts';
import { DeleteDialog, type Users } from '../../connections/delete-dialog.tsx';
import { useHost } from '../../host/host-context.tsx';
import { addressOf } from '../../stores/navigation.ts';
import { sayUse } from './credential-words.ts';

/** Deletes a named credential that no connection uses, after asking; else it only says which connections those are. */
export function DeleteCredential({
  credential,
  onDeleted,
  onClose,
}: {
  credential: NamedCredential;
  onDeleted?: () => void;
  onClose: () => void;
}) {
  const client = useHost();
  return (
    <DeleteDialog
      name={credential.name}
      users={usersOf(credential)}
      remove={() => client.credentials.remove({ id: credential.id })}
      onDeleted={onDeleted}
      onClose={onClose}
    >
      <p>Its stored secrets are deleted with it.</p>
    </DeleteDialog>
  );
}

function usersOf({ usedBy }: NamedCredential): Users | undefined {
  if (usedBy.length === 0) return undefined;
  return {
    text: `${sayUse(usedBy.length)}. Delete ${usedBy.length === 1 ? 'it' : 'them'} first.`,
    links: usedBy.map(({ connectionId, name }) => ({
      id: connectionId,
      name,
      href: addressOf({ screen: 'connection', connectionId, tab: 'details' }),
    })),
  };
}
